package dev.crayfleet.trial.process;

/** Which Kafka a fleet of processes works on. */
public sealed interface KafkaPlan {
    /** How many brokers keep each record: {@code crayfleet.replication}. */
    int replication();

    /**
     * Brokers of the fleet's own, each in a process.
     *
     * @param brokers 1, or 3 and more, so that any one of them may be lost
     */
    record Own(int brokers) implements KafkaPlan {
        private static final int MAX_BROKERS = 9;

        /**
         * @throws IllegalArgumentException with a sentence for people, if there cannot be so many
         */
        public Own {
            if (brokers < 1 || brokers == 2 || brokers > MAX_BROKERS) {
                throw new IllegalArgumentException(
                        "--brokers takes 1, or 3 to %d, not %d: of two brokers none may be lost"
                                .formatted(MAX_BROKERS, brokers));
            }
        }

        @Override
        public int replication() {
            return Math.min(3, brokers);
        }
    }

    /**
     * A Kafka that runs elsewhere. Nothing here starts or stops it.
     *
     * @param bootstrap {@code host:port[,host:port…]}
     */
    record External(String bootstrap, int replication) implements KafkaPlan {
        /**
         * @throws IllegalArgumentException with a sentence for people, if one of them is nonsense
         */
        public External {
            if (bootstrap.isBlank()) {
                throw new IllegalArgumentException(
                        "--kafka takes host:port, or several with commas");
            }
            if (replication < 1) {
                throw new IllegalArgumentException(
                        "--replication takes 1 or more, not " + replication);
            }
        }
    }
}
