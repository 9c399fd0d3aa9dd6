package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where users for agents are found.
 *
 * @param pattern their name, with {@code *} for a number from 1 on
 * @param passwd a file like {@code /etc/passwd}
 * @param lockFolder where runners keep from each other's users
 */
record UserSource(String pattern, Path passwd, Path lockFolder) {
    /** Stands for a number from 1 on. */
    static final String NUMBER = "*";

    /** More slots than a machine has. */
    private static final int MAX_USERS = 1_000;

    /**
     * Containers on one machine have the same numbers for their users, and the system counts the
     * processes of a number, threads included, in all of them together.
     */
    private static final int COUNTED_AGENTS = 8;

    static UserSource ofMachine(String pattern) {
        return new UserSource(pattern, SystemUser.PASSWD, UserLock.FOLDER);
    }

    private String name(int number) {
        return pattern.replace(NUMBER, Integer.toString(number));
    }

    boolean has(int number) {
        return lookUp(number).isPresent();
    }

    private Optional<SystemUser> lookUp(int number) {
        return number > MAX_USERS
                ? Optional.empty()
                : SystemUser.find(name(number), COUNTED_AGENTS, true, passwd);
    }

    /**
     * @param count how many the runner needs
     * @param others that it has already
     * @throws IllegalArgumentException with a sentence for people, if there is none of that number,
     *     or it is not for this
     */
    SystemUser find(int number, int count, List<SystemUser> others) {
        String name = name(number);
        SystemUser user =
                lookUp(number)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "run-as=%s: this runner needs %d users, one for each slot and each Gateway of its own. %d are there for it, and %s is missing: make it (useradd --system --user-group --no-create-home %4$s), or take fewer slots (crayfleet.runner.pools)."
                                                .formatted(pattern, count, others.size(), name)));
        if (user.uid() == 0 || user.group().equals("0")) {
            throw new IllegalArgumentException(
                    "run-as=%s: %s is root, or of its group".formatted(pattern, name));
        }
        requireUnlike(others, user);
        return user;
    }

    /**
     * Two with one number would be ended with each other, and two of one group are no strangers.
     */
    void requireUnlike(List<SystemUser> users, SystemUser user) {
        for (SystemUser each : users) {
            if (each.uid() == user.uid() || each.group().equals(user.group())) {
                throw new IllegalArgumentException(
                        "run-as: %s and %s have one number or one first group; each needs its own (useradd --user-group)"
                                .formatted(each.name(), user.name()));
            }
        }
    }

    /**
     * @return empty if a runner has it
     * @throws IllegalArgumentException with a sentence for people, if that cannot be known
     */
    Optional<UserLock> tryTake(SystemUser user) {
        try {
            return UserLock.tryTake(user, lockFolder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "run-as=%s: %s cannot be written, where runners of this machine keep from each other's users: %s"
                            .formatted(pattern, lockFolder, e.getMessage()),
                    e);
        }
    }
}
