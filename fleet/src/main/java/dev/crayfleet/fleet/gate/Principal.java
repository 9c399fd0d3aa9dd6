package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Caps;
import java.util.Set;

/** Who really asks. Names that people give themselves are no part of it. */
public sealed interface Principal {
    /** The same for the same asker, {@code discord:1234}. */
    String id();

    /** Whom all is done for in the end: itself, unless it is an agent. */
    default Principal root() {
        return this;
    }

    /**
     * A user of Discord.
     *
     * @param userId a snowflake
     * @param roleIds of the roles at the server, as ingest saw them when the user asked
     */
    record DiscordUser(String userId, Set<String> roleIds) implements Principal {
        public DiscordUser {
            roleIds = Set.copyOf(roleIds);
        }

        @Override
        public String id() {
            return "discord:" + userId;
        }
    }

    /**
     * Who has a token for HTTP.
     *
     * @param roles that the token was made with, besides those whose members name it
     */
    record Token(String name, Set<String> roles) implements Principal {
        public Token {
            roles = Set.copyOf(roles);
        }

        @Override
        public String id() {
            return "token:" + name;
        }
    }

    /** Who has signed a record with a key that is known. */
    record KafkaKey(String keyId) implements Principal {
        /**
         * @throws IllegalArgumentException if the key has the name of those who have none
         */
        public KafkaKey {
            if (keyId.equals("unknown")) {
                throw new IllegalArgumentException("no key is called unknown");
            }
        }

        @Override
        public String id() {
            return "kafka:" + keyId;
        }
    }

    /** Whoever has written a record that is not signed. */
    record UnknownKafka() implements Principal {
        @Override
        public String id() {
            return "kafka:unknown";
        }
    }

    /** Who uses HTTP without a token on the machine of the service. */
    record Local() implements Principal {
        @Override
        public String id() {
            return "local";
        }
    }

    /**
     * An agent that works at a task.
     *
     * @param name of the agent, in lower case
     * @param onBehalfOf who asked for its task; another agent, if it was delegated
     * @param caps with which its task was allowed; what it asks for has no more
     */
    record Agent(String name, Principal onBehalfOf, Caps caps) implements Principal {
        /** Of agents that ask on behalf of each other; delegation ends long before. */
        public static final int MAX_DEPTH = 16;

        /**
         * @throws IllegalArgumentException if agents are nested too deeply
         */
        public Agent {
            int depth = 1;
            for (Principal each = onBehalfOf; each instanceof Agent other; ) {
                each = other.onBehalfOf;
                depth++;
            }
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException(
                        "more than %d agents ask on behalf of each other".formatted(MAX_DEPTH));
            }
        }

        @Override
        public String id() {
            return "agent:" + name;
        }

        @Override
        public Principal root() {
            return onBehalfOf.root();
        }
    }
}
