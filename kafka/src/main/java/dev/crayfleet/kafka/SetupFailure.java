package dev.crayfleet.kafka;

import dev.crayfleet.kafka.TopicSetup.KafkaUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;

/** Says why topics could not be set up. */
final class SetupFailure {
    private SetupFailure() {}

    static KafkaUnavailableException of(KafkaSettings settings, String reason, Exception cause) {
        return new KafkaUnavailableException(
                KafkaRefusal.of(settings, cause)
                        .orElseGet(() ->
                                "Kafka at %s cannot be reached or refuses to set up its topics: %s%s. Check that the broker runs and that kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) is right."
                                        .formatted(
                                                settings.bootstrap(), reason, loginHint(settings))),
                cause);
    }

    private static String loginHint(KafkaSettings settings) {
        return settings.client().containsKey(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                ? ""
                : "; one that wants a user or TLS does not answer without, and CRAYFLEET_KAFKA_CLIENT_CONFIG names the file with both";
    }

    static String reason(Exception e, Duration timeout) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = cause.getMessage();
        boolean isLate =
                cause instanceof TimeoutException
                        || cause instanceof org.apache.kafka.common.errors.TimeoutException;
        return message == null || isLate
                ? "no answer within %d s".formatted(timeout.toSeconds())
                : message.replaceFirst("\\.$", "");
    }
}
