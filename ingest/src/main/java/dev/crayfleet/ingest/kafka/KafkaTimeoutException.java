package dev.crayfleet.ingest.kafka;

import org.apache.kafka.common.errors.RecordTooLargeException;

/** Kafka did not acknowledge in time. What was to be written may or may not be there. */
public final class KafkaTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    KafkaTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the record is larger than what this Kafka takes, so that a retry is of no use. */
    public boolean isTooLarge() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }
}
