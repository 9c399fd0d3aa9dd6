package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.Decision;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Principals;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.access.Callers;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of this request may. What is shown is decided here; what changes anything is
 * decided by the lane, and refused here as well, so that the caller is told at once.
 */
@Singleton
@RequiresDispatcher
class CallerGate {
    /** Of whom nobody is the owner. */
    private static final Principal NOBODY = new Principal.UnknownKafka();

    /** In the sentence of a refusal. */
    static final String MAY_NOT = " may not do that: ";

    private final CurrentFleet fleet;

    CallerGate(CurrentFleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Who asks.
     *
     * @param name for people, as the caller gives it
     */
    Requester requester(@Nullable String name) {
        return CurrentFleet.requester(Callers.current(), name == null ? "" : name);
    }

    /**
     * @throws RefusedException with 403 and the reason, if the caller may not
     */
    void require(Action action) {
        requireRead();
        Optional<Decision.Refused> refused = fleet.refusal(Callers.current(), action);
        if (refused.isPresent()) {
            throw new RefusedException(
                    HttpStatus.FORBIDDEN,
                    Callers.current().id()
                            + MAY_NOT
                            + "%s (%s).".formatted(refused.get().reason(), refused.get().rule()));
        }
    }

    /**
     * The same, where it is enough that one agent is allowed.
     *
     * @throws RefusedException as {@link #require} does, if none is
     */
    void requireForAny(Function<Pool, Action> action) {
        requireRead();
        List<Pool> pools = fleet.agents().stream().map(Pool::new).toList();
        if (pools.stream().noneMatch(pool -> mayDo(action.apply(pool)))) {
            require(action.apply(pools.getFirst()));
        }
    }

    private void requireRead() {
        if (!fleet.isRead()) {
            throw RequestFailures.unavailable(
                    "Kafka has not said yet who may what. Is it running? Try again.");
        }
    }

    /** The named agents of the fleet file; none without one. */
    Collection<Agent> agents() {
        requireRead();
        return fleet.fleet().agents().values();
    }

    /** Whether the caller may submit tasks for an agent, with what it takes unless told. */
    boolean maySubmit(Pool agent) {
        return mayDo(
                new Action.Submit(
                        new Action.Request(agent, TaskOptions.NONE, TaskOptions.NONE, null, 0, 0)));
    }

    private boolean mayDo(Action action) {
        return fleet.refusal(Callers.current(), action).isEmpty();
    }

    /** Whose tasks alone the caller may see; empty if they may see those of others, too. */
    Optional<String> onlyOwn() {
        requireRead();
        boolean seesOthers =
                fleet.agents().stream().anyMatch(agent -> mayDo(new Action.View(of(agent, null))));
        return seesOthers ? Optional.empty() : Optional.of(Callers.current().id());
    }

    boolean mayReplay(Pool pool, Requester owner) {
        return mayDo(
                new Action.Replay(
                        of(pool.value(), owner),
                        new Action.Request(pool, TaskOptions.NONE, TaskOptions.NONE, null, 0, 0)));
    }

    boolean maySee(TaskView task) {
        return fleet.refusal(Callers.current(), view(task)).isEmpty();
    }

    static Action.View view(TaskView task) {
        TaskView.Access access = task.access();
        return new Action.View(of(task), access == null ? List.of() : access.needs());
    }

    static Action.Task of(TaskView task) {
        return of(task.pool(), task.requester());
    }

    /**
     * @param owner absent where it is not known
     */
    static Action.Task of(String pool, @Nullable Requester owner) {
        return new Action.Task(new Pool(pool), owner == null ? NOBODY : Principals.of(owner));
    }
}
