package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.Planned;
import dev.crayfleet.agents.openclaw.ModelCatalog.Choice;
import dev.crayfleet.agents.openclaw.ModelCatalog.Model;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses model and thinking level. A level that the model does not have becomes the nearest one it
 * has, or the task is refused, as the user wishes; where nothing is known of the model, the level
 * is left to OpenClaw, unless the task names one.
 */
public final class ModelPlanner {
    private static final String LEFT_TO_OPENCLAW = "openclaw/default";

    private ModelPlanner() {}

    /**
     * By what openclaw.json says now; a task is refused while that cannot be read.
     *
     * @param fallback for a level that the task names and the model does not have
     * @param keys refuse a task whose model cannot be asked with them
     */
    public static Planned plan(
            TaskOptions options, OpenClawFile file, ThinkingFallback fallback, ModelKeys keys) {
        try {
            OpenClawJson json = file.read();
            Planned planned = plan(options, json.catalog(), fallback);
            return planned instanceof Plan plan && !plan.model().equals(LEFT_TO_OPENCLAW)
                    ? keys.refusal(json, plan.model())
                            .<Planned>map(why ->
                                    new Planned.Refused(Failed.of(FailureKind.PERMANENT, why)))
                            .orElse(planned)
                    : planned;
        } catch (IllegalArgumentException unreadable) {
            return new Planned.Refused(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(unreadable.getMessage())));
        }
    }

    /**
     * @param fallback for a level that the task names and the model does not have
     */
    static Planned plan(TaskOptions options, ModelCatalog catalog, ThinkingFallback fallback) {
        String requested = options.model();
        if (requested == null) {
            return planThinking(options, catalog, catalog.primary(), null, fallback);
        }
        return switch (catalog.choose(requested)) {
            case Choice.Chosen chosen ->
                    planThinking(options, catalog, chosen.model(), chosen.model(), fallback);
            case Choice.Unknown unknown ->
                    new Planned.Refused(Failed.of(FailureKind.PERMANENT, unknown.reason()));
        };
    }

    private static Planned planThinking(
            TaskOptions options,
            ModelCatalog catalog,
            @Nullable String model,
            @Nullable String requested,
            ThinkingFallback fallback) {
        String shown = model == null ? LEFT_TO_OPENCLAW : model;
        Thinking named = options.thinking();
        Optional<Model> known = model == null ? Optional.empty() : catalog.model(model);
        if (known.isEmpty()) {
            return named != null
                    ? new Plan(shown, requested, named, true, List.of())
                    : new Plan(
                            shown,
                            requested,
                            Thinking.DEFAULT,
                            false,
                            List.of(
                                    "The thinking level was left to OpenClaw: openclaw.json does not say what %s can do."
                                            .formatted(shown)));
        }
        Model described = known.get();
        Thinking wanted = options.thinkingOrDefault();
        if (described.levels().contains(wanted)) {
            return new Plan(shown, requested, wanted, true, List.of());
        }
        if (named != null && fallback == ThinkingFallback.REFUSE) {
            return new Planned.Refused(
                    Failed.of(
                            FailureKind.PERMANENT,
                            "Thinking level \"%s\" is not supported by %s. It has: %s."
                                    .formatted(named.word(), shown, words(described.levels()))));
        }
        Thinking used = NearestThinkingExecutor.nearest(wanted, described.levels());
        // Only who asked for a level is told that there is none: the report has the level anyway.
        List<String> notes =
                named == null
                        ? List.of()
                        : List.of(NearestThinkingExecutor.note(named, shown, used));
        return new Plan(shown, requested, used, true, notes);
    }

    private static String words(List<Thinking> levels) {
        return levels.stream().map(Thinking::word).collect(Collectors.joining(", "));
    }
}
