package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.TaskOptions;
import java.util.List;
import java.util.function.UnaryOperator;

/** Actions that are changed on their way from one decision to the next. */
final class Requests {
    private Requests() {}

    /** What is left for the next to decide: defaults are narrowed, and so is what is approved. */
    static Action narrowed(Action action, Terms terms) {
        return action instanceof Action.Approve(Action.Task task, List<ApprovalNeed> needs)
                ? new Action.Approve(task, terms.approvals())
                : withRequest(
                        action,
                        old ->
                                new Action.Request(
                                        old.agent(),
                                        old.asked(),
                                        terms.options(),
                                        old.mode(),
                                        old.promptBytes(),
                                        old.filesBytes()));
    }

    /** The same, asked with this model. */
    static Action withModel(Action action, String model) {
        return withRequest(
                action,
                old ->
                        new Action.Request(
                                old.agent(),
                                new TaskOptions(model, null, null, null, null).orElse(old.asked()),
                                old.defaults(),
                                old.mode(),
                                old.promptBytes(),
                                old.filesBytes()));
    }

    private static Action withRequest(Action action, UnaryOperator<Action.Request> change) {
        return switch (action) {
            case Action.Submit(Action.Request request) -> new Action.Submit(change.apply(request));
            case Action.Replay(Action.Task source, Action.Request request) ->
                    new Action.Replay(source, change.apply(request));
            case Action.View view -> view;
            case Action.Cancel cancel -> cancel;
            case Action.Approve approve -> approve;
            case Action.Pause pause -> pause;
            case Action.Stop stop -> stop;
            case Action.Resume resume -> resume;
            case Action.Drain drain -> drain;
            case Action.ChangeDeadLetters letters -> letters;
            case Action.Purge purge -> purge;
            case Action.PostSecrets post -> post;
        };
    }
}
