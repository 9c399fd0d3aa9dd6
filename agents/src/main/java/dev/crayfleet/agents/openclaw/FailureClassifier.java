package dev.crayfleet.agents.openclaw;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Says what the end of a run of OpenClaw means, which exit codes and answers alone do not. */
public final class FailureClassifier {
    private FailureClassifier() {}

    /**
     * Of a process of its own.
     *
     * @param exitCode of the process
     * @param envelope what it printed; empty where it printed none
     * @param lastErrorLine of its log, for a reason where there is no envelope
     * @param reachedTimeout whether it ran for as long as the task allows
     * @param now for limits that say when they reset
     */
    public static RunOutcome classify(
            int exitCode,
            Optional<Envelope> envelope,
            String lastErrorLine,
            boolean reachedTimeout,
            Instant now) {
        return envelope.map(each -> classify(exitCode, each, reachedTimeout, now))
                .orElseGet(() -> withoutEnvelope(exitCode, lastErrorLine));
    }

    private static RunOutcome classify(
            int exitCode, Envelope envelope, boolean reachedTimeout, Instant now) {
        if (envelope.isSuccess() && exitCode == 0) {
            return new RunOutcome.Succeeded();
        }
        String message =
                message(
                        envelope,
                        "OpenClaw ended with exit code %d and gave no reason.".formatted(exitCode));
        if (envelope.errors().kind().equals("cli_error")) {
            return Failed.of(FailureKind.PERMANENT, "OpenClaw refused to start: " + message);
        }
        // Only OpenClaw's own message is searched, because what a tool or a model said may contain
        // any of the words.
        if (!envelope.errors().message().isEmpty()) {
            Optional<Failed> known = FailureRules.byMessage(message, now);
            if (known.isPresent()) {
                return known.get();
            }
        }
        boolean timedOut =
                envelope.status().equals("timeout")
                        || envelope.errors().kind().equals("timeout")
                        || reachedTimeout;
        return Failed.of(timedOut ? FailureKind.TIMEOUT : FailureKind.AGENT_ERROR, message);
    }

    /**
     * Of a run in a Gateway, which answers permanent and transient failures alike.
     *
     * @param answer its last answer
     * @param failureCode OpenClaw's code for what failed, from the events of the run; empty where
     *     they had none
     * @param now for limits that say when they reset
     */
    public static RunOutcome classifyGateway(Envelope answer, String failureCode, Instant now) {
        if (answer.isSuccess()) {
            return new RunOutcome.Succeeded();
        }
        String message = message(answer, "OpenClaw ended it and gave no reason.");
        boolean timedOut = answer.status().equals("timeout");
        Optional<Failed> known =
                answer.errors().message().isEmpty()
                        ? Optional.empty()
                        : FailureRules.byMessage(message, now);
        return known.or(() ->
                        timedOut
                                ? Optional.empty()
                                : FailureRules.byCode(failureCode, message, now))
                .orElseGet(() ->
                        Failed.of(
                                timedOut ? FailureKind.TIMEOUT : FailureKind.AGENT_ERROR,
                                timedOut ? "The agent had its time. " + message : message));
    }

    /**
     * Of a message of OpenClaw's own; empty where its words are not known.
     *
     * @param now for limits that say when they reset
     */
    public static Optional<Failed> byMessage(String message, Instant now) {
        return FailureRules.byMessage(message, now);
    }

    /**
     * The kind of failure of a program that could not be started: transient where the machine
     * lacked resources.
     */
    public static FailureKind startFailureKind(String lastErrorLine) {
        return lastErrorLine.contains("Resource temporarily unavailable")
                        || lastErrorLine.contains("Cannot allocate memory")
                ? FailureKind.TRANSIENT
                : FailureKind.PERMANENT;
    }

    /** A failure that is worth another attempt soon. */
    public static Failed transientFailure(String reason) {
        return new Failed(FailureKind.TRANSIENT, reason, FailureRules.TRANSIENT_RETRY_AFTER);
    }

    /** The task's timeout came while OpenClaw waited to ask a failing model again. */
    public static Failed timedOutRetrying(ModelRetry retry) {
        boolean quota = retry.reason().contains("rate_limit");
        Duration usual =
                quota ? FailureRules.QUOTA_RETRY_AFTER : FailureRules.TRANSIENT_RETRY_AFTER;
        return new Failed(
                quota ? FailureKind.QUOTA : FailureKind.TRANSIENT,
                "The model failed again and again (%s) until the task's time was over."
                        .formatted(retry.reason()),
                retry.delay().compareTo(usual) > 0 ? retry.delay() : usual);
    }

    private static String message(Envelope envelope, String otherwise) {
        if (!envelope.errors().message().isBlank()) {
            return withoutSign(envelope.errors().message());
        }
        if (envelope.errors().payload() != null && !envelope.errors().payload().isBlank()) {
            return withoutSign(envelope.errors().payload());
        }
        return otherwise;
    }

    private static String withoutSign(String message) {
        return message.strip().replaceFirst("^⚠️?\\s*", "");
    }

    private static RunOutcome withoutEnvelope(int exitCode, String lastErrorLine) {
        String tail = lastErrorLine.isBlank() ? "" : " Its last words: " + lastErrorLine.strip();
        return switch (exitCode) {
            case 126, 127 ->
                    Failed.of(
                            startFailureKind(lastErrorLine),
                            "OpenClaw cannot be run here (exit code %d).%s"
                                    .formatted(exitCode, tail));
            case 130, 137, 143 ->
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "OpenClaw was killed from outside (exit code %d), perhaps for lack of memory.%s"
                                    .formatted(exitCode, tail));
            default ->
                    lastErrorLine.toLowerCase(Locale.ROOT).contains("requires node")
                            ? Failed.of(FailureKind.PERMANENT, lastErrorLine.strip())
                            : Failed.of(
                                    FailureKind.TRANSIENT,
                                    "OpenClaw ended with exit code %d and said nothing that can be read.%s"
                                            .formatted(exitCode, tail));
        };
    }
}
