package dev.crayfleet.agents.process;

import dev.crayfleet.contract.Deadline;
import java.io.IOException;
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
 * nothing else, and of one runner at a time.
 */
public final class SlotUsers implements AgentUsers {
    private static final Logger LOG = LoggerFactory.getLogger(SlotUsers.class);

    /** Stands for a number from 1 on. */
    private static final String NUMBER = "*";

    /** More slots than a machine has. */
    private static final int MAX_USERS = 1_000;

    /**
     * Containers on one machine have the same numbers for their users, and the system counts the
     * processes of a number, threads included, in all of them together.
     */
    private static final int COUNTED_AGENTS = 8;

    private static final Duration TAKE_TIMEOUT = Duration.ofSeconds(20);

    private final List<UserLock> locks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    // Guarded by the lock.
    private final List<SystemUser> free;

    private SlotUsers(List<SystemUser> users, List<UserLock> locks) {
        this.locks = locks;
        this.free = new ArrayList<>(users);
    }

    /** Whether a name stands for one user for each slot. */
    public static boolean isPattern(String runAs) {
        return runAs.contains(NUMBER);
    }

    /** Whether a user is among those that a name, or a pattern, stands for. */
    public static boolean isOneOf(String runAs, String user) {
        int at = runAs.indexOf(NUMBER);
        if (at < 0) {
            return runAs.equals(user);
        }
        String end = runAs.substring(at + NUMBER.length());
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
        List<SystemUser> users = new ArrayList<>();
        List<UserLock> locks = new ArrayList<>();
        try {
            for (int number = 1; users.size() < count; number++) {
                SystemUser user = find(pattern, number, count, locks.size(), passwd);
                requireUnlike(users, user);
                Optional<UserLock> taken = UserLock.tryTake(user, lockFolder);
                if (taken.isPresent()) {
                    locks.add(taken.get());
                    users.add(user);
                }
            }
        } catch (IOException e) {
            locks.forEach(UserLock::close);
            throw unwritable(pattern, lockFolder, e);
        } catch (RuntimeException e) {
            locks.forEach(UserLock::close);
            throw e;
        }
        LOG.info(
                "agents are {} users of their own, {} to {}",
                count,
                users.getFirst().name(),
                users.getLast().name());
        return new SlotUsers(users, locks);
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
            SystemUser user = find(pattern, number, count, users.size(), SystemUser.PASSWD);
            requireUnlike(users, user);
            users.add(user);
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
        try {
            for (int number = 1; lookUp(pattern, number, passwd).isPresent(); number++) {
                SystemUser user = find(pattern, number, 1, 0, passwd);
                Optional<UserLock> taken = UserLock.tryTake(user, lockFolder);
                if (taken.isPresent()) {
                    return Optional.of(new SlotUsers(List.of(user), List.of(taken.get())));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(pattern, lockFolder, e);
        }
    }

    private static IllegalArgumentException unwritable(
            String pattern, Path lockFolder, IOException why) {
        return new IllegalArgumentException(
                "run-as=%s: %s cannot be written, where runners of this machine keep from each other's users: %s"
                        .formatted(pattern, lockFolder, why.getMessage()),
                why);
    }

    private static String name(String pattern, int number) {
        return pattern.replace(NUMBER, Integer.toString(number));
    }

    private static Optional<SystemUser> lookUp(String pattern, int number, Path passwd) {
        return number > MAX_USERS
                ? Optional.empty()
                : SystemUser.find(name(pattern, number), COUNTED_AGENTS, true, passwd);
    }

    private static SystemUser find(String pattern, int number, int count, int found, Path passwd) {
        String name = name(pattern, number);
        Optional<SystemUser> user = lookUp(pattern, number, passwd);
        if (user.isEmpty()) {
            throw new IllegalArgumentException(
                    "run-as=%s: this runner needs %d users, one for each slot and each Gateway of its own. %d are there for it, and %s is missing: make it (useradd --system --user-group --no-create-home %4$s), or take fewer slots (crayfleet.runner.pools)."
                            .formatted(pattern, count, found, name));
        }
        if (user.get().uid() == 0 || user.get().group().equals("0")) {
            throw new IllegalArgumentException(
                    "run-as=%s: %s is root, or of its group".formatted(pattern, name));
        }
        return user.get();
    }

    /**
     * Two with one number would be ended with each other, and two of one group are no strangers.
     */
    private static void requireUnlike(List<SystemUser> users, SystemUser user) {
        for (SystemUser each : users) {
            if (each.uid() == user.uid() || each.group().equals(user.group())) {
                throw new IllegalArgumentException(
                        "run-as: %s and %s have one number or one first group; each needs its own (useradd --user-group)"
                                .formatted(each.name(), user.name()));
            }
        }
    }

    @Override
    public Lease take() throws InterruptedException {
        Deadline deadline = Deadline.after(TAKE_TIMEOUT);
        while (true) {
            SystemUser user = next(deadline);
            boolean isIdle = false;
            try {
                // Also where the system hides processes of others; and what is of a runner before.
                GroupSignal.killAllOf(user);
                isIdle = ProcessTree.ofUser(user).end();
            } finally {
                if (!isIdle) {
                    // Last, so that others are tried before it.
                    giveBack(() -> free.addLast(user));
                }
            }
            if (isIdle) {
                return new Lease(Optional.of(user), () -> giveBack(() -> free.addFirst(user)));
            }
            LOG.error(
                    "processes of {} cannot be stopped, so no agent becomes that user",
                    user.name());
        }
    }

    private SystemUser next(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (free.isEmpty() || deadline.hasPassed()) {
                if (deadline.hasPassed()) {
                    throw new IllegalStateException(
                            "No user is free for another agent: processes of those before cannot be stopped.");
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
