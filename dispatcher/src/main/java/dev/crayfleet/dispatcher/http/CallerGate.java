package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.Decision;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Principals;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.access.Callers;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
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
        Optional<Decision.Refused> refused = fleet.refusal(Callers.current(), action);
        if (refused.isPresent()) {
            throw new RefusedException(
                    HttpStatus.FORBIDDEN,
                    "%s may not do that: %s (%s)."
                            .formatted(
                                    Callers.current().id(),
                                    refused.get().reason(),
                                    refused.get().rule()));
        }
    }

    boolean maySee(TaskView task) {
        return fleet.refusal(Callers.current(), new Action.View(of(task))).isEmpty();
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
