package dev.crayfleet.emulator;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The guilds and their channels, in the order in which they were made. Guarded by the state's lock.
 */
final class GuildIndex {
    private static final Guild NO_GUILD = new Guild(0, 0, "");

    private final Map<Long, Guild> guilds = new LinkedHashMap<>();
    private final Map<Long, Channel> channels = new LinkedHashMap<>();

    /**
     * The guild that the page shows, and that whoever names none means; without an id if none is.
     */
    Guild first() {
        return guilds.isEmpty() ? NO_GUILD : guilds.values().iterator().next();
    }

    Collection<Guild> all() {
        return guilds.values();
    }

    /**
     * @throws ApiError if it is unknown
     */
    Guild guild(long id) {
        Guild guild = guilds.get(id);
        if (guild == null) {
            throw ApiError.of(404, 10004, "Unknown Guild");
        }
        return guild;
    }

    Optional<Guild> named(String name) {
        return guilds.values().stream().filter(guild -> guild.name().equals(name)).findFirst();
    }

    /** The guild of a channel; the first one for what is in none. */
    Guild ofChannel(long channelId) {
        Channel channel = channels.get(channelId);
        return channel == null ? first() : guilds.getOrDefault(channel.guildId(), first());
    }

    /**
     * @throws ApiError if it is unknown
     */
    Channel channel(long id) {
        Channel channel = channels.get(id);
        if (channel == null) {
            throw ApiError.unknownChannel();
        }
        return channel;
    }

    List<Channel> channels(Guild guild) {
        return channels.values().stream()
                .filter(channel -> ofChannel(channel.id()).id() == guild.id())
                .toList();
    }

    /** Adds a guild, or replaces the one with its id. */
    void put(Guild guild) {
        guilds.put(guild.id(), guild);
    }

    /** Adds a channel, or replaces the one with its id. */
    void put(Channel channel) {
        channels.put(channel.id(), channel);
    }
}
