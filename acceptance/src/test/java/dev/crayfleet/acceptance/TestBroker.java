package dev.crayfleet.acceptance;

import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;

/** Which Kafka an end-to-end test runs on: the embedded one, or a container when told to. */
sealed interface TestBroker extends AutoCloseable {
    /** Where it listens; absent where the fleet starts its own. */
    @Nullable String bootstrap();

    @Override
    void close();

    /**
     * Chosen by {@code -Dcrayfleet.kafka=embedded|container}. A container is used only on request:
     * an engine without images hangs for minutes.
     */
    static TestBroker chosen() {
        String choice = System.getProperty("crayfleet.kafka", "embedded");
        return switch (choice) {
            case "embedded" -> new Embedded();
            case "container" -> Container.start();
            default ->
                    throw new IllegalArgumentException(
                            "crayfleet.kafka is embedded or container, not " + choice);
        };
    }

    /** In the fleet's own JVM. */
    record Embedded() implements TestBroker {
        @Override
        public @Nullable String bootstrap() {
            return null;
        }

        @Override
        public void close() {
            // The fleet closes it.
        }
    }

    /** The image that compose uses as well. */
    record Container(KafkaContainer kafka) implements TestBroker {
        static Container start() {
            KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");
            kafka.start();
            return new Container(kafka);
        }

        @Override
        public String bootstrap() {
            return kafka.getBootstrapServers();
        }

        @Override
        public void close() {
            kafka.stop();
        }
    }
}
