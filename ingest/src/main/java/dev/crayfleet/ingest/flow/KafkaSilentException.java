package dev.crayfleet.ingest.flow;

/** Kafka did not acknowledge in time. What was to be written may or may not be there. */
public final class KafkaSilentException extends Exception {
    private static final long serialVersionUID = 1L;

    KafkaSilentException(String message, Throwable cause) {
        super(message, cause);
    }
}
