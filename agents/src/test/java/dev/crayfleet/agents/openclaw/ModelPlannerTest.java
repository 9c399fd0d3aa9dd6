package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.Planned;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelPlannerTest {
    @Test
    void plansTheNearestSupportedThinkingLevel() {
        Plan byDefault = plan(TaskOptions.NONE);
        assertThat(byDefault.thinking()).isEqualTo(Thinking.MEDIUM);
        assertThat(byDefault.passThinking()).isTrue();
        assertThat(byDefault.requestedModel()).isNull();
        Plan cheap = plan(new TaskOptions("cheap", null, null, null, null));
        assertThat(cheap.thinking()).isEqualTo(Thinking.OFF);
        assertThat(cheap.notes()).as("nobody asked for thinking").isEmpty();
        assertThat(cheap.requestedModel()).isEqualTo("openrouter/stepfun/flash");
        Plan named = plan(new TaskOptions("cheap", Thinking.HIGH, null, null, null));
        assertThat(named.thinking()).isEqualTo(Thinking.OFF);
        assertThat(named.notes())
                .containsExactly("Thinking is off: openrouter/stepfun/flash does not have high.");
        assertThat(
                        ModelPlanner.plan(
                                new TaskOptions("cheap", Thinking.HIGH, null, null, null),
                                OpenClawJsonTest.JSON.catalog(),
                                ThinkingFallback.REFUSE))
                .isEqualTo(
                        new Planned.Refused(
                                RunOutcome.Failed.of(
                                        FailureKind.PERMANENT,
                                        "Thinking level \"high\" is not supported by openrouter/stepfun/flash. It has: off.")));
        Plan undescribed = plan(new TaskOptions("vendor/new", null, null, null, null));
        assertThat(undescribed.passThinking()).isFalse();
    }

    private static Plan plan(TaskOptions options) {
        Planned planned =
                ModelPlanner.plan(
                        options, OpenClawJsonTest.JSON.catalog(), ThinkingFallback.NEAREST);
        assertThat(planned).isInstanceOf(Plan.class);
        return (Plan) planned;
    }

    @Test
    void findsTheSupportedLevelsInARefusal() {
        assertThat(
                        NearestThinkingExecutor.supportedLevels(
                                "Thinking level \"xhigh\" is not supported for mock/plain. Use one of: off, minimal, low."))
                .containsExactly(Thinking.OFF, Thinking.MINIMAL, Thinking.LOW);
        assertThat(
                        NearestThinkingExecutor.supportedLevels(
                                "thinkingLevel \"high\" is not supported for mock/plain-model (use off)"))
                .containsExactly(Thinking.OFF);
        assertThat(NearestThinkingExecutor.supportedLevels("something else")).isEmpty();
        assertThat(
                        NearestThinkingExecutor.nearest(
                                Thinking.MAX, List.of(Thinking.OFF, Thinking.LOW, Thinking.HIGH)))
                .isEqualTo(Thinking.HIGH);
        assertThat(
                        NearestThinkingExecutor.nearest(
                                Thinking.LOW, List.of(Thinking.MINIMAL, Thinking.MEDIUM)))
                .isEqualTo(Thinking.MINIMAL);
    }
}
