package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|exception|Model override \"mock/nope\" is not allowed for agent \"main\"|PERMANENT",
                "1|exception|Thinking level \"low\" is not supported for mock/plain-model. Use one of: off.|PERMANENT",
                "1|exception|LLM request failed: provider rejected the request schema or tool payload.|PERMANENT",
                "1|exception|The selected model was not found by the provider|PERMANENT",
                "1|exception|stub/kimi request failed (authentication failed, HTTP 401). Re-authenticate|PERMANENT",
                "1|exception|Inline API key for provider \"mock\" is temporarily disabled after a provider auth/billing failure. Retry after about 1 minute|TRANSIENT",
                "1|exception|stub (kimi) returned a billing error — your API key has run out of credits|PERMANENT",
                "1|exception|stub/kimi request failed (provider internal error, HTTP 500). This is usually temporary|TRANSIENT",
                "1|exception|All models failed (2): a; b|TRANSIENT",
                "1|exception|⚠️ API rate limit reached. Please try again later.|QUOTA",
                "2|timeout|stub: connection refused by the provider endpoint.|TRANSIENT",
                "2|timeout|network connection error.|TRANSIENT",
                "2|timeout|Request timed out before a response was generated|TIMEOUT",
                "2|timeout|something else|TIMEOUT",
                "1|cli_error|unknown option '--nope'|PERMANENT",
                "1|exception|something nobody has seen|AGENT_ERROR",
            })
    void classifiesFailuresByMessageAndKind(
            int exit, String kind, String message, FailureKind expected) {
        String status = kind.equals("timeout") ? "timeout" : "error";
        String text =
                "{\"ok\":false,\"status\":\"%s\",\"final\":\"\",\"payloads\":[],\"error\":{\"kind\":\"%s\",\"message\":\"%s\"}}"
                        .formatted(status, kind, message.replace("\"", "\\\""));
        assertThat(FailureClassifier.classify(exit, Envelope.parse(text), "", false, NOW))
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.kind()).isEqualTo(expected);
                            assertThat(failed.reason()).doesNotStartWith("⚠");
                        });
    }

    @Test
    void classifiesAnEndWithAFailedToolAsFailureThoughTheAnswerIsOk() {
        String text =
                "{\"ok\":true,\"status\":\"ok\",\"final\":\"\",\"payloads\":[{\"text\":\"⚠️ Exec failed\",\"isError\":true}]}";
        assertThat(kind(FailureClassifier.classify(1, Envelope.parse(text), "", false, NOW)))
                .isEqualTo(FailureKind.AGENT_ERROR);
        assertThat(kind(FailureClassifier.classify(1, Envelope.parse(text), "", true, NOW)))
                .isEqualTo(FailureKind.TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"137,TRANSIENT", "143,TRANSIENT", "127,PERMANENT", "1,TRANSIENT"})
    void classifiesByExitCodeWithoutAnEnvelope(int exit, FailureKind expected) {
        assertThat(kind(FailureClassifier.classify(exit, Optional.empty(), "last", false, NOW)))
                .isEqualTo(expected);
    }

    private static FailureKind kind(RunOutcome outcome) {
        return ((RunOutcome.Failed) outcome).kind();
    }

    @Test
    void findsTheDelayBeforeTheNextAttemptInMessages() {
        assertThat(RetryAfter.in("API rate limit reached. Please try again in 7s.", NOW))
                .contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.in("disabled. Retry after about 1 minute", NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.in("429 made to fail; Retry-After: 45 seconds", NOW))
                .contains(Duration.ofSeconds(45));
        assertThat(RetryAfter.in("Please try again in 1h12m3.5s.", NOW))
                .contains(Duration.ofSeconds(4_323).plusMillis(500));
        assertThat(RetryAfter.in("The quota resets in 1.5 hours and not before", NOW))
                .contains(Duration.ofMinutes(90));
        assertThat(RetryAfter.in("try again in 20ms", NOW)).contains(Duration.ofMillis(20));
        assertThat(RetryAfter.in("try again in 999999 hours", NOW)).contains(Duration.ofHours(24));
        assertThat(RetryAfter.in("Please try again later.", NOW)).isEmpty();
        assertThat(RetryAfter.in("Your limit resets at 2026-11-21T12:00:00+01:00.", NOW))
                .contains(Duration.ofHours(1));
        assertThat(RetryAfter.in("rate_limit-reset: 2026-11-21T10:00:01.5Z", NOW))
                .contains(Duration.ofMillis(1_500));
        assertThat(RetryAfter.in("usage limit reached|1795255260", NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.in("The limit was reset at 2026-11-20T12:00:00Z", NOW)).isEmpty();
        assertThat(RetryAfter.in("try again at 2026-99-99T12:00:00Z", NOW)).isEmpty();
        assertThat(FailureClassifier.byMessage("HTTP 429: try again in 90 s", NOW))
                .contains(
                        new RunOutcome.Failed(
                                FailureKind.QUOTA,
                                "HTTP 429: try again in 90 s",
                                Duration.ofSeconds(90)));
    }
}
