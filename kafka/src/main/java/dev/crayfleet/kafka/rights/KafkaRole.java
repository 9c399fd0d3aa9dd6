package dev.crayfleet.kafka.rights;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who uses Kafka: each has a user of its own there. */
public enum KafkaRole {
    INGEST,
    DISPATCHER,
    RUNNER,
    POSTER,
    /** A person with the {@code crayfleet} command. */
    OPERATOR,
    /** A program of somebody else's that asks for tasks. */
    PRODUCER;

    /** {@code ingest}; services have the name of their stage. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code crayfleet-ingest}, unless somebody decides otherwise. */
    public String usualUser() {
        return "crayfleet-" + word();
    }

    public static Optional<KafkaRole> of(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
