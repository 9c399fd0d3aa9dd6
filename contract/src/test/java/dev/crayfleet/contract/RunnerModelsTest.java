package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether one name of a model is another name of the same. */
class RunnerModelsTest {
    private static final RunnerModels MODELS =
            RunnerModels.of(
                    Map.of(
                            "default", "p/Dear",
                            "Dear", "p/Dear",
                            "cheap", "p/cheap",
                            "p/other", "p/other"));

    @Test
    void anAliasALetterCaseAndNoNameMeanTheSame() {
        for (String name : new String[] {"dear", "DEAR", "p/dear", "P/Dear", "default"}) {
            assertThat(MODELS.maySame("dear", name)).as(name).isTrue();
            assertThat(MODELS.maySame(name, "p/dear")).as(name).isTrue();
            assertThat(MODELS.maySame(name, "cheap")).as(name).isFalse();
            assertThat(MODELS.maySame("p/other", name)).as(name).isFalse();
        }
    }

    /** OpenClaw knows more names for a model than its file has. */
    @Test
    void whatIsNotListedMayBeAny() {
        assertThat(MODELS.maySame("p/dear@work", "dear")).isTrue();
        assertThat(MODELS.areSame("p/dear@work", "dear")).isFalse();
        assertThat(MODELS.areSame("P/Dear", "dear")).isTrue();
        assertThat(MODELS.areSame("unheard-of", "Unheard-Of")).isTrue();
        assertThat(MODELS.areSame("unheard-of", "unheard")).isFalse();
        assertThat(MODELS.maySame("cheap", "unheard-of")).isTrue();
        assertThat(RunnerModels.of(Map.of()).maySame("a", "b")).isTrue();
    }

    @Test
    void toAProgramANameIsAWord() {
        assertThat(RunnerModels.LITERAL.maySame("a", "b")).isFalse();
        assertThat(RunnerModels.LITERAL.maySame("a", "A")).isTrue();
        assertThat(RunnerModels.LITERAL.maySame("default", "a")).isFalse();
    }

    /** A runner that says too much has said nothing. */
    @Test
    void whatARunnerSaysIsBounded() {
        RunnerModels models = RunnerModels.of(Map.of("a", "x".repeat(20_000), "b", "p/b"));
        assertThat(models.names()).isEmpty();
        assertThat(models.maySame("b", "p/c")).isTrue();
    }
}
