package dev.crayfleet.ingest.discord;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.entities.channel.Channel;

/** The server as JDA's cache knows it. */
record JdaGuild(JDA jda) implements GuildDirectory {
    @Override
    public Set<String> ownIds() {
        // The two ids are often the same.
        return Stream.of(
                        jda.getSelfUser().getId(),
                        Long.toUnsignedString(jda.getSelfUser().getApplicationIdLong()))
                .collect(Collectors.toSet());
    }

    @Override
    public boolean isOwnRole(String id) {
        Role role = jda.getRoleById(id);
        return role != null && role.getTags().getBotIdLong() == jda.getSelfUser().getIdLong();
    }

    @Override
    public Optional<String> role(String id) {
        return Optional.ofNullable(jda.getRoleById(id)).map(Role::getName);
    }

    @Override
    public Optional<String> channel(String id) {
        return Optional.ofNullable(jda.getChannelById(Channel.class, id)).map(Channel::getName);
    }
}
