package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.DelegateLimits;
import dev.crayfleet.agents.delegation.DelegateServer;
import dev.crayfleet.agents.delegation.DelegateServer.Owner;
import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.process.MonotonicClock;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.RunMessage.DelegationDenied;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the agents of running attempts delegate, and tells them what becomes of it. Owns the server
 * that they speak to, which is started when the first of them comes.
 */
final class TaskGrants implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskGrants.class);

    private final RunnerState state;
    private final Outbox outbox;
    private final FileTransfer files;
    private final MonotonicClock monotonicClock;
    private final Clock clock;
    private final DelegateServer server;

    TaskGrants(
            RunnerState state,
            Outbox outbox,
            FileTransfer files,
            Secrets secrets,
            MonotonicClock monotonicClock,
            Clock clock) {
        this.state = state;
        this.outbox = outbox;
        this.files = files;
        this.monotonicClock = monotonicClock;
        this.clock = clock;
        this.server =
                new DelegateServer(
                        DelegateLimits.DEFAULT, secrets, this::denied, monotonicClock::nanos);
    }

    /**
     * For an attempt, which closes it.
     *
     * @return empty where the fleet file does not name its agent
     * @throws IllegalStateException with a sentence for people, if there can be none now
     */
    Optional<TaskGrant> open(RunningAttempt attempt) {
        ClaimGranted claim = attempt.claim();
        AgentProfile profile = claim.work().agent();
        if (profile == null) {
            return Optional.empty();
        }
        AttemptLane lane =
                new AttemptLane(
                        claim,
                        outbox,
                        files,
                        waiting -> state.lend(attempt, waiting, monotonicClock.nanos()),
                        () -> attempt.cancellation().requested().isEmpty(),
                        clock);
        TaskGrant grant =
                server.open(new Owner(claim.attempt(), claim.pool()), profile.delegates(), lane);
        attempt.delegateBy(grant);
        // Whoever is told to stop asks nobody any more, also while it has not stopped yet. Not in
        // the thread that tells it, which holds the state that is needed to take the slot back.
        var unused =
                attempt.cancellation()
                        .future()
                        .thenRunAsync(grant::end, Thread::startVirtualThread);
        return Optional.of(grant);
    }

    void answered(DelegationAnswered answer) {
        find(answer, answer.attempt()).ifPresent(grant -> grant.delegations().answered(answer));
    }

    void ended(DelegationEnded ended) {
        find(ended, ended.attempt()).ifPresent(grant -> grant.delegations().ended(ended));
    }

    private Optional<TaskGrant> find(ClaimMessage message, Attempt attempt) {
        return state.running(attempt, message.holder()).flatMap(RunningAttempt::grant);
    }

    private void denied(@Nullable Owner owner, String reason) {
        LOG.warn("somebody wanted to delegate, and was refused: {}", reason);
        RunnerSession session = state.session();
        var unused =
                outbox.send(
                        new DelegationDenied(
                                owner == null ? session.pools().getFirst() : owner.pool(),
                                session.holder(),
                                owner == null ? null : owner.attempt(),
                                reason,
                                clock.instant()));
    }

    @Override
    public void close() {
        server.close();
    }
}
