package dev.crayfleet.fleet.gate;

/** Whose a task is. */
final class Ownership {
    private Ownership() {}

    /**
     * Whether a task is one's own: asked for by oneself, or on one's behalf. Those who are not
     * known own nothing, because anybody could be meant.
     */
    static boolean isOwn(Principal principal, Principal owner) {
        return switch (principal) {
            case Principal.UnknownKafka any -> false;
            case Principal.Agent agent ->
                    owner instanceof Principal.Agent other && isSameAgent(agent, other);
            case Principal.DiscordUser user -> isSame(user, owner);
            case Principal.Token token -> isSame(token, owner);
            case Principal.KafkaKey key -> isSame(key, owner);
            case Principal.Local local -> isSame(local, owner);
        };
    }

    private static boolean isSameAgent(Principal.Agent one, Principal.Agent other) {
        return one.name().equals(other.name()) && isSame(one, other);
    }

    /** Whether both are the same in the end, or may be. */
    static boolean isSame(Principal one, Principal other) {
        return one.root().id().equals(other.root().id());
    }
}
