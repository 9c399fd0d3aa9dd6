package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Right;
import java.util.List;
import java.util.Set;

/** The action by which the gate is asked whether somebody has a right. */
final class Questions {
    /** Nobody who asks. */
    private static final Principal SOMEBODY_ELSE = new Principal.DiscordUser("else", Set.of());

    private Questions() {}

    static Action of(Right right, Pool agent, Principal asker) {
        Action.Task own = new Action.Task(agent, asker);
        Action.Task others = new Action.Task(agent, SOMEBODY_ELSE);
        return switch (right) {
            case SUBMIT -> new Action.Submit(request(agent, TaskOptions.NONE));
            case VIEW_OWN -> new Action.View(own);
            case VIEW_ANY -> new Action.View(others);
            case CANCEL_OWN -> new Action.Cancel(own);
            case CANCEL_ANY -> new Action.Cancel(others);
            case REPLAY_OWN -> new Action.Replay(own, request(agent, TaskOptions.NONE));
            case REPLAY -> new Action.Replay(others, request(agent, TaskOptions.NONE));
            case APPROVE -> new Action.Approve(others, List.of());
            case PAUSE -> new Action.Pause(agent);
            case STOP -> new Action.Stop();
            case RESUME -> new Action.Resume();
            case DRAIN -> new Action.Drain();
            case DEAD_LETTERS -> new Action.ChangeDeadLetters();
            case PURGE -> new Action.Purge();
            case SECRETS -> new Action.PostSecrets(agent);
        };
    }

    /** Of a small task that asks for nothing but these. */
    static Action.Request request(Pool agent, TaskOptions asked) {
        return new Action.Request(agent, asked, TaskOptions.NONE, null, 0, 0);
    }
}
