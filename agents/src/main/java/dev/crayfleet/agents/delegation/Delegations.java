package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the agent of one attempt has delegated. Safe for use by many threads. What it knows is
 * bounded by how much one attempt may ask for; at the end of the attempt it is told to nobody any
 * more.
 */
public final class Delegations {
    private static final Logger LOG = LoggerFactory.getLogger(Delegations.class);

    /**
     * Requests of an attempt, also those that are refused: the lane lets it have fewer children.
     */
    static final int MAX_REQUESTS = 2 * Limits.CHILDREN;

    /** An answer takes a few milliseconds, unless the lane is being taken over. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private static final Executor THREADS = Thread::startVirtualThread;

    private final DelegationLane lane;
    private final LongSupplier clock;
    private final SentFiles files;

    // Guarded by this.
    private final TreeMap<Integer, Child> children = new TreeMap<>();
    private final Map<Integer, List<Watcher>> watchers = new HashMap<>();
    private final WaitState waits = new WaitState();
    private boolean isToldWaiting;
    private boolean isOver;

    /**
     * Somebody who is to be told how a child goes on.
     *
     * @param isWaiting for its end; else, for the decision about it
     */
    private record Watcher(boolean isWaiting, CompletableFuture<Child> future) {
        boolean isAnsweredBy(Child child) {
            return child.isSettled() || !isWaiting && child.state() != Child.State.ASKED;
        }
    }

    /**
     * @param clock a monotonic one, in nanoseconds
     */
    public Delegations(DelegationLane lane, LongSupplier clock) {
        this.lane = lane;
        this.clock = clock;
        this.files = new SentFiles(lane);
    }

    /**
     * Asks for something to be done. The dispatcher's answer comes later.
     *
     * @return as it is now
     */
    public Child request(DelegationRequest request) throws DelegateException {
        Child child;
        synchronized (this) {
            requireOpen();
            if (children.size() >= MAX_REQUESTS) {
                throw new DelegateException(
                        409,
                        "This attempt has asked %d times already, and may not ask more often."
                                .formatted(MAX_REQUESTS));
            }
            child = Child.asked(children.size() + 1, request.target());
            children.put(child.number(), child);
        }
        try {
            lane.request(child.number(), request);
        } catch (IOException e) {
            synchronized (this) {
                change(child.refused("It could not be carried: " + e.getMessage()));
            }
            throw new DelegateException(
                    503, "It could not be carried to the dispatcher: " + e.getMessage());
        }
        askAgainLater(child.number(), request);
        return child;
    }

    private void askAgainLater(int number, DelegationRequest request) {
        later(
                ASK_AGAIN,
                () -> {
                    if (isAsked(number)) {
                        try {
                            lane.request(number, request);
                        } catch (IOException | RuntimeException e) {
                            LOG.warn("a delegation could not be asked for again: {}", e.toString());
                        }
                        askAgainLater(number, request);
                    }
                });
    }

    private synchronized boolean isAsked(int number) {
        return !isOver && child(number).filter(is -> is.state() == Child.State.ASKED).isPresent();
    }

    SentFiles files() {
        return files;
    }

    /** What is known of a child; empty if there is none of that number. */
    public synchronized Optional<Child> child(int number) {
        return Optional.ofNullable(children.get(number));
    }

    /** All, by their number. */
    public synchronized List<Child> children() {
        return List.copyOf(children.values());
    }

    /**
     * A child once the dispatcher has decided about it, or as it is after some time. Does not count
     * as waiting.
     */
    public CompletableFuture<Child> decided(int number, Duration atMost) throws DelegateException {
        return watch(number, atMost, false);
    }

    /**
     * A child once it has ended or was refused, or as it is after some time. Meanwhile the agent
     * waits, and lends its slot. Who does not want it any more cancels it. Fails with a {@link
     * DelegateException} when the attempt ends.
     */
    public CompletableFuture<Child> ended(int number, Duration atMost) throws DelegateException {
        return watch(number, atMost, true);
    }

    private CompletableFuture<Child> watch(int number, Duration atMost, boolean isWaiting)
            throws DelegateException {
        Watcher watcher = new Watcher(isWaiting, new CompletableFuture<>());
        synchronized (this) {
            requireOpen();
            Child child = child(number).orElseThrow(() -> unknown(number));
            if (watcher.isAnsweredBy(child)) {
                return CompletableFuture.completedFuture(child);
            }
            watchers.computeIfAbsent(number, any -> new ArrayList<>()).add(watcher);
            if (isWaiting) {
                waits.opened(number);
                tellWaiting();
            }
        }
        // Not in the thread that completes it, which may be one that must not wait for Kafka.
        var unused =
                watcher.future()
                        .whenCompleteAsync((child, failure) -> remove(number, watcher), THREADS);
        later(atMost, () -> child(number).ifPresent(watcher.future()::complete));
        return watcher.future();
    }

    private synchronized void remove(int number, Watcher watcher) {
        watchers.computeIfPresent(
                number,
                (key, all) -> {
                    all.remove(watcher);
                    return all.isEmpty() ? null : all;
                });
        if (watcher.isWaiting()) {
            waits.closed(number, clock.getAsLong());
            tellWaiting();
            later(WaitState.REPEAT.plusMillis(1), this::tellWaiting);
        }
    }

    /** Tells it once each time that it changes, and in the order in which it does. */
    private synchronized void tellWaiting() {
        boolean isWaiting = !isOver && waits.isWaiting(clock.getAsLong());
        if (isWaiting != isToldWaiting) {
            isToldWaiting = isWaiting;
            lane.waiting(isWaiting);
        }
    }

    /**
     * What an agent has answered, the whole of it.
     *
     * @param child that has ended
     */
    public String text(Child child) throws DelegateException {
        return new String(new ChildFiles(child).result(files), StandardCharsets.UTF_8);
    }

    /** The dispatcher has decided. */
    public synchronized void answered(DelegationAnswered answer) {
        Child known = children.get(answer.number());
        if (known == null || known.state() != Child.State.ASKED) {
            // Asked for twice, or nothing of ours.
            return;
        }
        if (answer.child() != null && answer.agent() != null) {
            waits.begun(known.number());
            change(known.accepted(answer.child(), answer.agent()));
        } else {
            change(
                    known.refused(
                            answer.refusal() == null
                                    ? "It was refused, and no reason given."
                                    : answer.refusal()));
        }
    }

    /** A child has ended. */
    public synchronized void ended(DelegationEnded ended) {
        Child known = children.get(ended.number());
        if (known != null && known.state() != Child.State.ENDED) {
            waits.ended(known.number());
            change(
                    known.ended(
                            ended.child(),
                            ended.agent(),
                            new Child.End(ended.status(), ended.reason(), ended.report())));
        }
    }

    /** To be called with the lock held. */
    private void change(Child child) {
        if (isOver) {
            return;
        }
        children.put(child.number(), child);
        tellWaiting();
        List.copyOf(watchers.getOrDefault(child.number(), List.of())).stream()
                .filter(watcher -> watcher.isAnsweredBy(child))
                .forEach(watcher -> watcher.future().complete(child));
    }

    /** The attempt has ended: who waits is told so, and nothing is kept. May be called again. */
    void end() {
        List<Watcher> open;
        synchronized (this) {
            isOver = true;
            open = watchers.values().stream().flatMap(List::stream).toList();
            tellWaiting();
            children.clear();
            files.end();
        }
        open.forEach(watcher -> watcher.future().completeExceptionally(DelegateException.over()));
    }

    private void requireOpen() throws DelegateException {
        if (isOver) {
            throw DelegateException.over();
        }
    }

    private static void later(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, THREADS)
                .execute(action);
    }

    static DelegateException unknown(int number) {
        return new DelegateException(404, "Nothing was delegated as number %d.".formatted(number));
    }
}
