package dev.crayfleet.fleet;

/** Whom a role is for, as the file names them. Never a name that people give themselves. */
public sealed interface Member {
    /** As the file has it. */
    String word();

    /** For people: {@code Discord user 1234}. */
    String sentence();

    /** A user of Discord. */
    record DiscordUser(String id) implements Member {
        @Override
        public String word() {
            return "discord:" + id;
        }

        @Override
        public String sentence() {
            return "Discord user " + id;
        }
    }

    /** Everybody who has a role at the Discord server. */
    record DiscordRole(String id) implements Member {
        @Override
        public String word() {
            return "discord-role:" + id;
        }

        @Override
        public String sentence() {
            return "everybody with the Discord role " + id;
        }
    }

    /** Everybody who can write in the task channel. */
    record AnyDiscordUser() implements Member {
        @Override
        public String word() {
            return "discord:*";
        }

        @Override
        public String sentence() {
            return "everybody at Discord";
        }
    }

    /** A token for HTTP. */
    record Token(String name) implements Member {
        @Override
        public String word() {
            return "token:" + name;
        }

        @Override
        public String sentence() {
            return "the token " + name;
        }
    }

    /** Who signs records on the tasks topic with a key. */
    record KafkaKey(String id) implements Member {
        @Override
        public String word() {
            return "kafka:" + id;
        }

        @Override
        public String sentence() {
            return "the Kafka key " + id;
        }
    }

    /** Whoever can write to the tasks topic. */
    record UnknownKafka() implements Member {
        @Override
        public String word() {
            return "kafka:unknown";
        }

        @Override
        public String sentence() {
            return "everybody who can write to Kafka";
        }
    }

    /** An agent, in what it does on behalf of somebody. */
    record Agent(String name) implements Member {
        @Override
        public String word() {
            return "agent:" + name;
        }

        @Override
        public String sentence() {
            return "the agent " + name;
        }
    }

    /** Whoever uses the command or HTTP without a token on the machine of the services. */
    record Local() implements Member {
        @Override
        public String word() {
            return "local";
        }

        @Override
        public String sentence() {
            return "whoever has the fleet's own token, or is on its machine where none is demanded";
        }
    }
}
