package dev.crayfleet.discord;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which bots and webhooks may post tasks. This bot itself never may.
 *
 * @param all whether every bot may
 * @param ids of those that may (snowflakes): a bot's user, or a webhook
 */
public record AllowedBots(boolean all, Set<String> ids) {
    public static final AllowedBots NONE = new AllowedBots(false, Set.of());

    private static final Pattern ID = Pattern.compile("\\d{1,20}");

    public AllowedBots {
        ids = Set.copyOf(ids);
    }

    /**
     * @param setting ids separated by commas or white space, or {@code *}; blank is none
     * @throws IllegalArgumentException with a sentence, if it is anything else
     */
    public static AllowedBots of(String setting) {
        if (setting.strip().equals("*")) {
            return new AllowedBots(true, Set.of());
        }
        Set<String> ids =
                Arrays.stream(setting.split("[,\\s]+"))
                        .filter(id -> !id.isEmpty())
                        .collect(Collectors.toSet());
        if (!ids.stream().allMatch(ID.asMatchPredicate())) {
            throw new IllegalArgumentException(
                    "discord.allowed-bots (DISCORD_ALLOWED_BOTS) is not understood. Write the ids of bots and webhooks, separated by commas, or * for all of them.");
        }
        return new AllowedBots(false, ids);
    }

    /** Whether a sender with one of these ids may post tasks. */
    public boolean contains(String... anyOf) {
        return all || Arrays.stream(anyOf).anyMatch(ids::contains);
    }
}
