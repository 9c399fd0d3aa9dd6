package dev.crayfleet.kafka;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Kafka did not answer a request within the timeout, or refused it. After the timeout of a write
 * the record may or may not be there. The message is a sentence for people.
 */
public final class KafkaRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    public KafkaRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the record is larger than this Kafka takes, so that no further try can succeed. */
    public boolean isTooLarge() {
        return isTooLarge(getCause());
    }

    static boolean isTooLarge(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }
}
