package dev.crayfleet.kafka;

import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;

/** Says who is refused by Kafka, and what helps: a user it does not accept, or a right. */
public final class KafkaRefusal {
    private static final String UNANSWERED =
            "A Kafka that wants a user or TLS does not answer who has none: CRAYFLEET_KAFKA_CLIENT_CONFIG names the file with both";

    private KafkaRefusal() {}

    /**
     * @param failure of a client with these settings
     * @return a sentence for people; empty if it was not refused for who asks
     */
    public static Optional<String> of(KafkaSettings settings, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException refused) {
                return Optional.of(notAccepted(settings, refused));
            }
            if (cause instanceof AuthorizationException refused) {
                return Optional.of(notAllowed(settings, refused));
            }
        }
        return Optional.empty();
    }

    /**
     * @param sentence for people, if it was not refused for who asks
     */
    public static String orElse(
            KafkaSettings settings, @Nullable Throwable failure, String sentence) {
        return of(settings, failure)
                .orElseGet(() ->
                        isUnanswered(settings, failure)
                                ? sentence + (sentence.endsWith("?") ? " " : ". ") + UNANSWERED
                                : sentence);
    }

    /** As it looks to who has no user, and to who is away. */
    private static boolean isUnanswered(KafkaSettings settings, @Nullable Throwable failure) {
        boolean hasLogin =
                settings.client().containsKey(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        for (Throwable cause = failure; cause != null && !hasLogin; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String notAccepted(KafkaSettings settings, AuthenticationException refused) {
        return switch (refused) {
            case SaslAuthenticationException wrong ->
                    "Kafka at %s does not accept %s: there is no such user, or it has another password. Correct it in the file that CRAYFLEET_KAFKA_CLIENT_CONFIG names; crayfleet kafka users makes users"
                            .formatted(settings.bootstrap(), settings.userInWords());
            case SslAuthenticationException wrong ->
                    "TLS with Kafka at %s fails: %s. Check the settings ssl.* of the client"
                            .formatted(settings.bootstrap(), wrong.getMessage());
            default ->
                    "Kafka at %s does not let %s log in: %s. Check security.protocol and sasl.mechanism of the client"
                            .formatted(
                                    settings.bootstrap(),
                                    settings.userInWords(),
                                    refused.getMessage());
        };
    }

    private static String notAllowed(KafkaSettings settings, AuthorizationException refused) {
        return "Kafka at %s does not let %s use %s. crayfleet kafka acls shows which rights each service needs, and grants them with --apply"
                .formatted(settings.bootstrap(), settings.userInWords(), what(refused));
    }

    private static String what(AuthorizationException refused) {
        return switch (refused) {
            case TopicAuthorizationException topics when !topics.unauthorizedTopics().isEmpty() ->
                    "topic " + joined(topics.unauthorizedTopics());
            case GroupAuthorizationException group when group.groupId() != null ->
                    "group " + group.groupId();
            case TransactionalIdAuthorizationException id -> "its transactional id";
            default -> "something that it needs (%s)".formatted(refused.getMessage());
        };
    }

    private static String joined(Collection<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
