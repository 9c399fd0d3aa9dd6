package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes of each output of the corpus. */
class AgentOutputCorpusTest {
    static List<HostileInput> inputs() {
        return Corpus.of("agent-output");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    @Timeout(60)
    void isUnderstood(HostileInput input) {
        String printed = new String(input.bytes("stdout").orElseThrow(), StandardCharsets.UTF_8);
        Optional<Envelope> envelope = Envelope.parse(printed);
        RunOutcome outcome =
                FailureClassifier.classify(
                        input.input().path("exit").asInt(0), envelope, "", false, Instant.EPOCH);
        String wanted = input.answer("outcome").orElseThrow();
        if (outcome instanceof RunOutcome.Failed failed) {
            assertThat(failed.kind().name()).isEqualTo(wanted);
            assertThat(failed.reason()).contains(input.answer("reason").orElse(""));
            return;
        }
        assertThat(wanted).isEqualTo("succeeded");
        Envelope said = envelope.orElseThrow();
        assertThat(said.text().strip()).isEqualTo(input.answer("text").orElseThrow());
        assertThat(said.costUsd()).isNull();
        input.answer("model").ifPresent(model -> assertThat(said.model()).isEqualTo(model));
        if (input.answer().has("tokens")) {
            Usage usage = Objects.requireNonNull(said.usage());
            assertThat(usage.input() + usage.output())
                    .isEqualTo(input.answer().get("tokens").asLong());
        }
    }
}
