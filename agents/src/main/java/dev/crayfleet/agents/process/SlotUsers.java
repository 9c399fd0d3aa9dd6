package dev.crayfleet.agents.process;

import dev.crayfleet.contract.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users of this machine of whom each agent gets one for itself, and none gets one who still runs
 * something. All that runs as them is ended with their agent, and before it: so they are for
 * nothing else, and of one runner at a time. Where there are more agents than slots, because some
 * wait for others and lend their slots, further users are taken for as long as they are needed.
 */
public final class SlotUsers implements AgentUsers {
    private static final Logger LOG = LoggerFactory.getLogger(SlotUsers.class);

    private static final Duration TAKE_TIMEOUT = Duration.ofSeconds(20);

    private final UserSource source;
    private final List<SystemUser> own;
    private final List<UserLock> locks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    // Guarded by the lock.
    private final List<SystemUser> free;

    private SlotUsers(UserSource source, List<SystemUser> users, List<UserLock> locks) {
        this.source = source;
        this.own = List.copyOf(users);
        this.locks = locks;
        this.free = new ArrayList<>(users);
    }

    /** Whether a name stands for one user for each slot. */
    public static boolean isPattern(String runAs) {
        return runAs.contains(UserSource.NUMBER);
    }

    /** Whether a user is among those that a name, or a pattern, stands for. */
    public static boolean isOneOf(String runAs, String user) {
        int at = runAs.indexOf(UserSource.NUMBER);
        if (at < 0) {
            return runAs.equals(user);
        }
        String end = runAs.substring(at + UserSource.NUMBER.length());
        return user.length() > at + end.length()
                && user.startsWith(runAs.substring(0, at))
                && user.endsWith(end)
                && user.substring(at, user.length() - end.length())
                        .chars()
                        .allMatch(each -> each >= '0' && each <= '9');
    }

    /**
     * Takes as many users for this runner as it can need, of those that no other runner has here.
     *
     * @param pattern their name, with {@code *} for a number from 1 on
     * @throws IllegalArgumentException with a sentence for people, if there are not enough, or one
     *     is not for this
     */
    public static SlotUsers claim(String pattern, int count) {
        SystemUser.requireSwitching(pattern);
        return claim(pattern, count, SystemUser.PASSWD, UserLock.FOLDER);
    }

    /**
     * The same by another list of users.
     *
     * @param passwd a file like {@code /etc/passwd}
     * @param lockFolder where runners keep from each other's users
     */
    public static SlotUsers claim(String pattern, int count, Path passwd, Path lockFolder) {
        UserSource source = new UserSource(pattern, passwd, lockFolder);
        List<SystemUser> users = new ArrayList<>();
        List<UserLock> locks = new ArrayList<>();
        try {
            for (int number = 1; users.size() < count; number++) {
                SystemUser user = source.find(number, count, users);
                Optional<UserLock> taken = source.tryTake(user);
                if (taken.isPresent()) {
                    locks.add(taken.get());
                    users.add(user);
                }
            }
        } catch (RuntimeException e) {
            locks.forEach(UserLock::close);
            throw e;
        }
        LOG.info(
                "agents are {} users of their own, {} to {}",
                count,
                users.getFirst().name(),
                users.getLast().name());
        return new SlotUsers(source, users, locks);
    }

    /**
     * The last of the users that a runner would have, without taking it.
     *
     * @throws IllegalArgumentException with a sentence for people, if there are not enough
     */
    public static SystemUser last(String pattern, int count) {
        SystemUser.requireSwitching(pattern);
        List<SystemUser> users = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            users.add(UserSource.ofMachine(pattern).find(number, count, users));
        }
        return users.getLast();
    }

    /**
     * Takes one user that no runner has, for something beside the runners.
     *
     * @return empty if runners have them all
     * @throws IllegalArgumentException with a sentence for people, if the one is not for this
     */
    public static Optional<SlotUsers> claimOne(String pattern) {
        SystemUser.requireSwitching(pattern);
        return claimOne(pattern, SystemUser.PASSWD, UserLock.FOLDER);
    }

    /** The same by another list of users. */
    public static Optional<SlotUsers> claimOne(String pattern, Path passwd, Path lockFolder) {
        return claimOne(new UserSource(pattern, passwd, lockFolder), List.of());
    }

    /**
     * @param others of whom it is to be apart
     */
    private static Optional<SlotUsers> claimOne(UserSource source, List<SystemUser> others) {
        for (int number = 1; source.has(number); number++) {
            SystemUser user = source.find(number, 1, List.of());
            if (others.contains(user)) {
                continue;
            }
            source.requireUnlike(others, user);
            Optional<UserLock> taken = source.tryTake(user);
            if (taken.isPresent()) {
                return Optional.of(new SlotUsers(source, List.of(user), List.of(taken.get())));
            }
        }
        return Optional.empty();
    }

    @Override
    public Lease take() throws InterruptedException {
        Optional<Lease> further = isAnyFree() ? Optional.empty() : takeFurther();
        if (further.isPresent()) {
            return further.get();
        }
        Deadline deadline = Deadline.after(TAKE_TIMEOUT);
        while (true) {
            SystemUser user = next(deadline);
            boolean isIdle = false;
            try {
                isIdle = endAllOf(user);
            } finally {
                if (!isIdle) {
                    // Last, so that others are tried before it.
                    giveBack(() -> free.addLast(user));
                }
            }
            if (isIdle) {
                return new Lease(Optional.of(user), () -> giveBack(() -> free.addFirst(user)));
            }
        }
    }

    private static boolean endAllOf(SystemUser user) throws InterruptedException {
        // Also where the system hides processes of others; and what is of a runner before.
        GroupSignal.killAllOf(user);
        boolean isIdle = ProcessTree.ofUser(user).end();
        if (!isIdle) {
            LOG.error(
                    "processes of {} cannot be stopped, so no agent becomes that user",
                    user.name());
        }
        return isIdle;
    }

    private boolean isAnyFree() {
        lock.lock();
        try {
            return !free.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** One whom no runner has, until its lease is closed; empty if there is none. */
    private Optional<Lease> takeFurther() throws InterruptedException {
        Optional<SlotUsers> one;
        try {
            one = claimOne(source, own);
        } catch (IllegalArgumentException e) {
            LOG.warn("no further user is taken: {}", e.getMessage());
            return Optional.empty();
        }
        if (one.isEmpty()) {
            return Optional.empty();
        }
        SlotUsers further = one.get();
        SystemUser user = further.free.getFirst();
        boolean isIdle = false;
        try {
            isIdle = endAllOf(user);
        } finally {
            if (!isIdle) {
                further.close();
            }
        }
        return isIdle
                ? Optional.of(new Lease(Optional.of(user), further::close))
                : Optional.empty();
    }

    private SystemUser next(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free.isEmpty() || deadline.hasPassed()) {
                if (deadline.hasPassed()) {
                    throw new IllegalStateException(
                            "No user is free for another agent: processes of those before cannot be stopped, or agents that wait for others have them all, and more users are needed (%s)."
                                    .formatted(source.pattern()));
                }
                long unused = returned.awaitNanos(deadline.remainingNanos());
            }
            return free.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Runnable add) {
        lock.lock();
        try {
            add.run();
            returned.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        locks.forEach(UserLock::close);
    }
}
