package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenClawLogTest {
    @Test
    void noticesWhileOpenClawWaitsToAskAFailingModelAgain() {
        List<String> progress = new ArrayList<>();
        OpenClawLog log = new OpenClawLog(progress::add);
        log.accept(
                "[agent/embedded] tool-search: cataloged 35 tools behind compact prompt surface");
        log.accept(
                "[agent/embedded] transient same-model retry 2/8 for stub/kimi reason=server_error: delayMs=2887");
        assertThat(log.retrying())
                .contains(new ModelRetry("server_error", Duration.ofMillis(2_887)));
        assertThat(progress)
                .containsExactly("stub/kimi fails (server_error); it is asked again, 2 of 8");
        log.accept(
                "[provider-transport-fetch] [model-fetch] response provider=stub api=openai-completions model=kimi status=200 elapsedMs=8");
        assertThat(log.retrying()).isEmpty();
        assertThat(
                        FailureClassifier.timedOutRetrying(
                                        new ModelRetry("rate_limit", Duration.ofSeconds(90)))
                                .retryAfter())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(
                        FailureClassifier.timedOutRetrying(
                                        new ModelRetry("rate_limit", Duration.ofSeconds(1)))
                                .retryAfter())
                .isEqualTo(Duration.ofSeconds(60));
    }
}
