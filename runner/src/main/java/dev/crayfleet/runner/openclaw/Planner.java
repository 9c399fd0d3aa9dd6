package dev.crayfleet.runner.openclaw;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.runner.executor.Executor.Plan;
import dev.crayfleet.runner.executor.Executor.Planned;
import dev.crayfleet.runner.openclaw.ModelCatalog.Choice;
import dev.crayfleet.runner.openclaw.ModelCatalog.Model;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses model and thinking level. A level the task names is handed on, and OpenClaw may refuse
 * it. The level that a task gets which names none must not fail it, so it is lowered to off where
 * the model does not think, and left to OpenClaw where nothing is known of the model.
 */
public final class Planner {
    private static final String LEFT_TO_OPENCLAW = "openclaw/default";

    private Planner() {}

    public static Planned plan(TaskOptions options, ModelCatalog catalog) {
        String wish = options.model();
        if (wish == null) {
            return thinking(options, catalog, catalog.primary(), null);
        }
        return switch (catalog.choose(wish)) {
            case Choice.Chosen chosen -> thinking(options, catalog, chosen.ref(), chosen.ref());
            case Choice.Unknown unknown ->
                    new Planned.Refused(Failed.of(FailureKind.PERMANENT, unknown.reason()));
        };
    }

    private static Plan thinking(
            TaskOptions options,
            ModelCatalog catalog,
            @Nullable String ref,
            @Nullable String asked) {
        String shown = ref == null ? LEFT_TO_OPENCLAW : ref;
        Thinking named = options.thinking();
        if (named != null) {
            return new Plan(shown, asked, named, true, List.of());
        }
        Optional<Model> model = ref == null ? Optional.empty() : catalog.model(ref);
        if (model.isEmpty()) {
            return new Plan(
                    shown,
                    asked,
                    Thinking.DEFAULT,
                    false,
                    List.of(
                            "The thinking level was left to OpenClaw: openclaw.json does not say what %s can do."
                                    .formatted(shown)));
        }
        return model.get().reasoning()
                ? new Plan(shown, asked, Thinking.DEFAULT, true, List.of())
                : new Plan(
                        shown,
                        asked,
                        Thinking.OFF,
                        true,
                        List.of(
                                "Thinking is off: openclaw.json does not say that %s can reason."
                                        .formatted(shown)));
    }
}
