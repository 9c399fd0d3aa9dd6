package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Says whether somebody may do something, and how. Pure and total: the same question has the same
 * answer, and every question has one. All ways in ask here, so that none goes round it.
 *
 * <p>Whoever has several roles may what one of them allows; limits are the most generous of those
 * roles that allow the action for this agent and model. What somebody asks for beyond their limits
 * is refused, so that nobody gets less than they asked for without knowing; what nobody asked for,
 * a default, is narrowed, and the terms say so. An agent may what it and the one on whose behalf it
 * asks both may.
 */
public final class Gate {
    private static final Set<Right> SEEING_ANY =
            EnumSet.of(Right.VIEW_ANY, Right.CANCEL_ANY, Right.REPLAY, Right.APPROVE);

    private static final Set<Right> SEEING_OWN =
            EnumSet.of(
                    Right.VIEW_OWN,
                    Right.VIEW_ANY,
                    Right.SUBMIT,
                    Right.CANCEL_OWN,
                    Right.CANCEL_ANY,
                    Right.REPLAY_OWN,
                    Right.REPLAY,
                    Right.APPROVE);

    private final Fleet fleet;
    private final Usage.Lookup usage;
    private final ModelNames names;

    private Gate(Fleet fleet, Usage.Lookup usage, ModelNames names) {
        this.fleet = fleet;
        this.usage = usage;
        this.names = names;
    }

    /**
     * Decides, where nobody has said what names of models mean.
     *
     * @param usage what the principal has asked for of late; of an agent, those on whose behalf it
     *     asks are looked up, too
     */
    public static Decision decide(
            Fleet fleet, Principal principal, Action action, Usage.Lookup usage) {
        return decide(fleet, principal, action, usage, ModelNames.UNKNOWN);
    }

    /**
     * Decides.
     *
     * @param names what runners say; where they say nothing, any name may mean any model, and a
     *     task waits for all approvals that a model can demand
     */
    public static Decision decide(
            Fleet fleet, Principal principal, Action action, Usage.Lookup usage, ModelNames names) {
        return new Gate(fleet, usage, names).decide(principal, action);
    }

    private Decision decide(Principal principal, Action action) {
        return principal instanceof Principal.Agent agent
                ? decideFor(agent, action)
                : decideAlone(principal, action);
    }

    /** What an agent does, both must be allowed to. */
    private Decision decideFor(Principal.Agent agent, Action action) {
        Decision alone = decideAlone(agent, action);
        if (!(alone instanceof Allowed own)) {
            return alone;
        }
        Decision theirs = decide(agent.onBehalfOf(), Requests.narrowed(action, own.terms()));
        return switch (theirs) {
            case Refused no ->
                    new Refused(
                            "%s asks on behalf of %s, and there it is refused: %s"
                                    .formatted(agent.id(), agent.onBehalfOf().id(), no.reason()),
                            no.rule());
            // What the agent does not approve was not asked of the other.
            case Allowed yes when action instanceof Action.Approve ->
                    new Allowed(yes.terms(), own.rule().and(yes.rule()));
            case Allowed yes when isOtherModel(own.terms(), yes.terms()) ->
                    withModelOf(yes.terms(), agent, action);
            case Allowed yes ->
                    new Allowed(yes.terms().narrower(own.terms()), own.rule().and(yes.rule()));
        };
    }

    private static boolean isOtherModel(Terms first, Terms second) {
        String model = second.options().model();
        return model != null && !model.equals(first.options().model());
    }

    /** A model that was chosen for the one on whose behalf it asks has to suit the agent, too. */
    private Decision withModelOf(Terms chosen, Principal.Agent agent, Action action) {
        String model = Objects.requireNonNull(chosen.options().model());
        Decision decision = decideFor(agent, Requests.withModel(action, model));
        return decision instanceof Allowed(Terms terms, Rule rule)
                ? new Allowed(terms.withNotesOf(chosen), rule)
                : decision;
    }

    private Decision decideAlone(Principal principal, Action action) {
        Grants grants = Grants.of(fleet, principal);
        if (grants.isEmpty()) {
            return Refusals.noRole(principal, grants);
        }
        return switch (action) {
            case Action.Submit(Action.Request request) ->
                    request(principal, grants, Right.SUBMIT, Right.SUBMIT, request);
            case Action.Replay(Action.Task source, Action.Request request) ->
                    Ownership.isOwn(principal, source.owner())
                            ? request(principal, grants, Right.REPLAY_OWN, Right.REPLAY, request)
                            : request(principal, grants, Right.REPLAY, Right.REPLAY, request);
            case Action.View view -> view(principal, grants, view);
            case Action.Cancel(Action.Task task) ->
                    onTask(principal, grants, task, Right.CANCEL_OWN, Right.CANCEL_ANY);
            case Action.Approve approval -> approve(principal, grants, approval);
            case Action.Pause pause -> onAgent(grants, Right.PAUSE, pause.pool().value());
            case Action.Stop stop -> plain(grants, Right.STOP);
            case Action.Resume resume -> plain(grants, Right.RESUME);
            case Action.Drain drain -> plain(grants, Right.DRAIN);
            case Action.ChangeDeadLetters letters -> plain(grants, Right.DEAD_LETTERS);
            case Action.Purge purge -> plain(grants, Right.PURGE);
            case Action.PostSecrets post -> onAgent(grants, Right.SECRETS, post.pool().value());
        };
    }

    private Decision request(
            Principal principal, Grants grants, Right right, Right wider, Action.Request request) {
        Grants holders = grants.with(EnumSet.of(right, wider));
        if (holders.isEmpty()) {
            return Refusals.lacks(fleet, grants, right);
        }
        return new RequestDecider(fleet, principal, usage.of(principal), names)
                .decide(holders, request);
    }

    /** Own tasks are one's own whatever agent they are for. */
    private Decision onTask(
            Principal principal, Grants grants, Action.Task task, Right own, Right any) {
        if (Ownership.isOwn(principal, task.owner())) {
            Grants holders = grants.with(EnumSet.of(own, any));
            return holders.isEmpty()
                    ? Refusals.lacks(fleet, grants, own)
                    : new Allowed(Terms.NONE, holders.rule());
        }
        return onAgent(grants, any, task.agent().value());
    }

    /** Who may do something about a task has to see it, and one's own above all. */
    private Decision view(Principal principal, Grants grants, Action.View view) {
        Action.Task task = view.task();
        boolean isOwn = Ownership.isOwn(principal, task.owner());
        Grants holders = grants.with(isOwn ? SEEING_OWN : SEEING_ANY);
        if (holders.isEmpty()) {
            return Refusals.lacks(fleet, grants, isOwn ? Right.VIEW_OWN : Right.VIEW_ANY);
        }
        Grants scope = isOwn ? holders : holders.onAgent(task.agent().value());
        if (scope.isEmpty()) {
            // Whoever is to approve it has to see it, whatever agents their role is for.
            scope = ApprovalDecider.approvers(grants, view.needs());
        }
        return scope.isEmpty()
                ? Refusals.notOnAgent(holders, task.agent().value())
                : new Allowed(Terms.NONE, scope.rule());
    }

    private Decision onAgent(Grants grants, Right right, String agent) {
        Grants holders = grants.with(Set.of(right));
        if (holders.isEmpty()) {
            return Refusals.lacks(fleet, grants, right);
        }
        Grants scope = holders.onAgent(agent);
        return scope.isEmpty()
                ? Refusals.notOnAgent(holders, agent)
                : new Allowed(Terms.NONE, scope.rule());
    }

    private Decision plain(Grants grants, Right right) {
        Grants holders = grants.with(Set.of(right));
        return holders.isEmpty()
                ? Refusals.lacks(fleet, grants, right)
                : new Allowed(Terms.NONE, holders.rule());
    }

    private Decision approve(Principal principal, Grants grants, Action.Approve approval) {
        // What an older file demanded, nobody would be there to give.
        if (approval.needs().isEmpty() || fleet.isOpen()) {
            Decision decision = onAgent(grants, Right.APPROVE, approval.task().agent().value());
            return decision instanceof Allowed yes
                    ? new Allowed(yes.terms().withApprovals(approval.needs()), yes.rule())
                    : decision;
        }
        return ApprovalDecider.decide(fleet, principal, grants, approval);
    }
}
