package dev.crayfleet.agents.openclaw;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what an ended run of OpenClaw means: exit codes and frames alone do not. */
public final class FailureClassifier {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LATER = Duration.ofSeconds(60);

    /** The first rule whose words occur in the message decides. */
    private record Rule(FailureKind kind, @Nullable Duration retryAfter, List<String> words) {
        boolean matches(String message) {
            return words.stream().anyMatch(message::contains);
        }
    }

    private static final List<Rule> RULES =
            List.of(
                    // The key of another task was refused; this one has not been asked about yet.
                    new Rule(FailureKind.TRANSIENT, LATER, List.of("temporarily disabled")),
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
                            LATER,
                            List.of("rate limit", "http 429", "quota", "too many requests")),
                    new Rule(
                            FailureKind.TRANSIENT,
                            SOON,
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
                                    "econnrefused",
                                    "econnreset",
                                    "enotfound",
                                    "eai_again")),
                    new Rule(
                            FailureKind.TIMEOUT,
                            null,
                            List.of("timed out", "deadline", "exec failed: timeout")));

    private FailureClassifier() {}

    /**
     * @param exit code of the process
     * @param envelope what it printed; empty where that was none
     * @param lastLine of its log, for a reason where there is no envelope
     * @param hadItsTime whether it ran for as long as the task allows
     * @param now for limits that say when they reset
     */
    public static RunOutcome classify(
            int exit,
            Optional<Envelope> envelope,
            String lastLine,
            boolean hadItsTime,
            Instant now) {
        if (envelope.isEmpty()) {
            return withoutEnvelope(exit, lastLine);
        }
        Envelope said = envelope.get();
        if (said.succeeded() && exit == 0) {
            return new RunOutcome.Succeeded();
        }
        String message =
                message(
                        said,
                        "OpenClaw ended with exit code %d and gave no reason.".formatted(exit));
        if (said.errorKind().equals("cli_error")) {
            return Failed.of(FailureKind.PERMANENT, "OpenClaw refused to start: " + message);
        }
        // Only what OpenClaw says itself is searched for words: what a tool or a model said may
        // contain any of them.
        if (!said.errorMessage().isEmpty()) {
            Optional<Failed> known = byWords(message, now);
            if (known.isPresent()) {
                return known.get();
            }
        }
        boolean timedOut =
                said.status().equals("timeout") || said.errorKind().equals("timeout") || hadItsTime;
        return Failed.of(timedOut ? FailureKind.TIMEOUT : FailureKind.AGENT_ERROR, message);
    }

    /**
     * Says what the end of a run in a Gateway means, which answers permanent and transient failures
     * alike.
     *
     * @param said its last answer
     * @param failure its word for what failed, from the events of the run; empty where it said none
     * @param now for limits that say when they reset
     */
    public static RunOutcome ofGateway(Envelope said, String failure, Instant now) {
        if (said.succeeded()) {
            return new RunOutcome.Succeeded();
        }
        String message = message(said, "OpenClaw ended it and gave no reason.");
        boolean timedOut = said.status().equals("timeout");
        Optional<Failed> known =
                said.errorMessage().isEmpty() ? Optional.empty() : byWords(message, now);
        return known.or(() -> timedOut ? Optional.empty() : byReason(failure, message, now))
                .orElseGet(() ->
                        Failed.of(
                                timedOut ? FailureKind.TIMEOUT : FailureKind.AGENT_ERROR,
                                timedOut ? "The agent had its time. " + message : message));
    }

    /**
     * By the words of a message of OpenClaw's own; empty where it has none that are known.
     *
     * @param now for limits that say when they reset
     */
    public static Optional<Failed> byWords(String message, Instant now) {
        String searched = message.toLowerCase(Locale.ROOT);
        return RULES.stream()
                .filter(rule -> rule.matches(searched))
                .findFirst()
                .map(rule ->
                        new Failed(
                                rule.kind(),
                                message,
                                rule.kind().retried()
                                        ? RetryAfter.in(searched, now).orElse(rule.retryAfter())
                                        : null));
    }

    private static Optional<Failed> byReason(String failure, String message, Instant now) {
        return switch (failure) {
            case "rate_limit", "quota" ->
                    Optional.of(
                            new Failed(
                                    FailureKind.QUOTA,
                                    message,
                                    RetryAfter.in(message, now).orElse(LATER)));
            case "server_error", "timeout", "overloaded", "network" ->
                    Optional.of(new Failed(FailureKind.TRANSIENT, message, SOON));
            case "format", "model_not_found", "auth", "auth_permanent", "billing" ->
                    Optional.of(Failed.of(FailureKind.PERMANENT, message));
            default -> Optional.empty();
        };
    }

    /** Of a program that could not be run: whether the machine just had no room for it. */
    public static FailureKind notRun(String lastLine) {
        return lastLine.contains("Resource temporarily unavailable")
                        || lastLine.contains("Cannot allocate memory")
                ? FailureKind.TRANSIENT
                : FailureKind.PERMANENT;
    }

    /** A bad moment that passes. */
    public static Failed passing(String reason) {
        return new Failed(FailureKind.TRANSIENT, reason, SOON);
    }

    /** The agent's time was over while OpenClaw waited to ask a failing model again. */
    public static Failed whileRetrying(ModelRetry retrying) {
        boolean quota = retrying.reason().contains("rate_limit");
        Duration usual = quota ? LATER : SOON;
        return new Failed(
                quota ? FailureKind.QUOTA : FailureKind.TRANSIENT,
                "The model failed again and again (%s) until the task's time was over."
                        .formatted(retrying.reason()),
                retrying.delay().compareTo(usual) > 0 ? retrying.delay() : usual);
    }

    private static String message(Envelope said, String otherwise) {
        if (!said.errorMessage().isBlank()) {
            return plain(said.errorMessage());
        }
        if (said.payloadError() != null && !said.payloadError().isBlank()) {
            return plain(said.payloadError());
        }
        return otherwise;
    }

    private static String plain(String message) {
        return message.strip().replaceFirst("^⚠️?\\s*", "");
    }

    private static RunOutcome withoutEnvelope(int exit, String lastLine) {
        String tail = lastLine.isBlank() ? "" : " Its last words: " + lastLine.strip();
        return switch (exit) {
            case 126, 127 ->
                    Failed.of(
                            notRun(lastLine),
                            "OpenClaw cannot be run here (exit code %d).%s".formatted(exit, tail));
            case 130, 137, 143 ->
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "OpenClaw was killed from outside (exit code %d), perhaps for lack of memory.%s"
                                    .formatted(exit, tail));
            default ->
                    lastLine.toLowerCase(Locale.ROOT).contains("requires node")
                            ? Failed.of(FailureKind.PERMANENT, lastLine.strip())
                            : Failed.of(
                                    FailureKind.TRANSIENT,
                                    "OpenClaw ended with exit code %d and said nothing that can be read.%s"
                                            .formatted(exit, tail));
        };
    }
}
