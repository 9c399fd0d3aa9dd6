package dev.crayfleet.agents.openclaw;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What OpenClaw's own messages mean, by the words in them. */
final class FailureRules {
    /** When a transient failure is worth another attempt, where nobody says. */
    static final Duration TRANSIENT_RETRY_AFTER = Duration.ofSeconds(30);

    /** When a quota is worth another attempt, where nobody says. */
    static final Duration QUOTA_RETRY_AFTER = Duration.ofSeconds(60);

    /** The first rule of which a word occurs in the message decides. */
    private record Rule(FailureKind kind, @Nullable Duration retryAfter, List<String> words) {
        boolean matches(String message) {
            return words.stream().anyMatch(message::contains);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    // The key was refused to another task; this one has not been asked about yet.
                    new Rule(
                            FailureKind.TRANSIENT,
                            QUOTA_RETRY_AFTER,
                            List.of("temporarily disabled")),
                    new Rule(
                            FailureKind.PERMANENT,
                            null,
                            List.of(
                                    "is not allowed for agent",
                                    "thinking level",
                                    "thinkinglevel",
                                    "model not allowed",
                                    "rejected the request schema",
                                    "model was not found",
                                    "unknown model",
                                    "authentication failed",
                                    "auth/billing failure",
                                    "billing",
                                    "http 401",
                                    "http 402",
                                    "http 403",
                                    "no route-compatible authentication",
                                    "no api key",
                                    "no explicit owner",
                                    "invalid config",
                                    "requires node")),
                    new Rule(
                            FailureKind.QUOTA,
                            QUOTA_RETRY_AFTER,
                            List.of("rate limit", "http 429", "quota", "too many requests")),
                    new Rule(
                            FailureKind.TRANSIENT,
                            TRANSIENT_RETRY_AFTER,
                            List.of(
                                    "usually temporary",
                                    "internal error",
                                    "overloaded",
                                    "service unavailable",
                                    "http 500",
                                    "http 502",
                                    "http 503",
                                    "http 504",
                                    "http 529",
                                    "connection refused",
                                    "connection reset",
                                    "network connection error",
                                    "all models failed",
                                    // A Gateway closed an agent's database while it cleaned up.
                                    "execution admission is closed",
                                    "econnrefused",
                                    "econnreset",
                                    "enotfound",
                                    "eai_again")),
                    new Rule(
                            FailureKind.TIMEOUT,
                            null,
                            List.of("timed out", "deadline", "exec failed: timeout")));

    private FailureRules() {}

    /**
     * By the words of a message; empty where it has none that are known.
     *
     * @param now for limits that say when they reset
     */
    static Optional<Failed> byMessage(String message, Instant now) {
        String lower = message.toLowerCase(Locale.ROOT);
        return RULES.stream()
                .filter(rule -> rule.matches(lower))
                .findFirst()
                .map(rule ->
                        new Failed(
                                rule.kind(),
                                message,
                                rule.kind().retried()
                                        ? RetryAfter.in(lower, now).orElse(rule.retryAfter())
                                        : null));
    }

    /**
     * By OpenClaw's code for a failure; empty where it is not known.
     *
     * @param code {@code rate_limit}, {@code auth}
     * @param now for limits that say when they reset
     */
    static Optional<Failed> byCode(String code, String message, Instant now) {
        return switch (code) {
            case "rate_limit", "quota" ->
                    Optional.of(
                            new Failed(
                                    FailureKind.QUOTA,
                                    message,
                                    RetryAfter.in(message, now).orElse(QUOTA_RETRY_AFTER)));
            case "server_error", "timeout", "overloaded", "network" ->
                    Optional.of(new Failed(FailureKind.TRANSIENT, message, TRANSIENT_RETRY_AFTER));
            case "format", "model_not_found", "auth", "auth_permanent", "billing" ->
                    Optional.of(Failed.of(FailureKind.PERMANENT, message));
            default -> Optional.empty();
        };
    }
}
