package dev.crayfleet.discord.setup;

import java.util.List;
import java.util.Optional;

/**
 * A server that the bot is on.
 *
 * @param id snowflake
 * @param channels text channels that the bot sees, in their order
 */
public record Server(String id, String name, List<Channel> channels) {
    /**
     * A text channel.
     *
     * @param id snowflake
     * @param name without {@code #}
     */
    public record Channel(String id, String name) {}

    public Server {
        channels = List.copyOf(channels);
    }

    /** The channel with this id, or else the first one with this name. */
    public Optional<Channel> find(String idOrName) {
        return channels.stream()
                .filter(each -> each.id().equals(idOrName))
                .findFirst()
                .or(() ->
                        channels.stream()
                                .filter(each -> each.name().equalsIgnoreCase(idOrName))
                                .findFirst());
    }
}
