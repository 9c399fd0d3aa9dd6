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

/** Classifies each output of the corpus. */
class AgentOutputCorpusTest {
    static List<HostileInput> inputs() {
        return Corpus.of("agent-output");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    @Timeout(60)
    void classifiesEachOutputOfTheCorpus(HostileInput input) {
        String printed = new String(input.bytes("stdout").orElseThrow(), StandardCharsets.UTF_8);
        Optional<Envelope> parsed = Envelope.parse(printed);
        RunOutcome outcome =
                FailureClassifier.classify(
                        input.input().path("exit").asInt(0), parsed, "", false, Instant.EPOCH);
        String expected = input.answer("outcome").orElseThrow();
        if (outcome instanceof RunOutcome.Failed failed) {
            assertThat(failed.kind().name()).isEqualTo(expected);
            assertThat(failed.reason()).contains(input.answer("reason").orElse(""));
            return;
        }
        assertThat(expected).isEqualTo("succeeded");
        Envelope envelope = parsed.orElseThrow();
        assertThat(envelope.text().strip()).isEqualTo(input.answer("text").orElseThrow());
        assertThat(envelope.costUsd()).isNull();
        input.answer("model").ifPresent(model -> assertThat(envelope.model()).isEqualTo(model));
        if (input.answer().has("tokens")) {
            Usage usage = Objects.requireNonNull(envelope.usage());
            assertThat(usage.input() + usage.output())
                    .isEqualTo(input.answer().get("tokens").asLong());
        }
    }
}
