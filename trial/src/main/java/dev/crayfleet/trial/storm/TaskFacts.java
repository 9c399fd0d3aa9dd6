package dev.crayfleet.trial.storm;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of one task, in few bytes: there may be a hundred thousand tasks. Names are
 * kept as hashes; a collision may hide a violation, but cannot cause one.
 */
final class TaskFacts {
    /** At most 11 attempts of a task, and some that runners gave back before a start. */
    private static final int MAX_ATTEMPTS = 22;

    private static final byte[] NO_COUNTS = {};
    private static final int[] NO_HASHES = {};

    final int allowedRetries;
    final String expectedAnswer;
    boolean accepted;

    /** Nobody submitted it. */
    boolean unknown;

    /** Of a hostile input: its allowed attempts and its answer are not known. */
    boolean hostile;

    int results;
    int finishedEvents;
    int posts;
    int lastClaimedAttempt;
    int resultAttempt;
    boolean succeeded;
    boolean hasExpectedAnswer = true;
    int resultRunnerHash;
    int resultAgentHash;
    private byte[] claims = NO_COUNTS;
    private byte[] starts = NO_COUNTS;
    private byte[] finishes = NO_COUNTS;
    private byte[] ignored = NO_COUNTS;
    private byte[] lostFinishes = NO_COUNTS;
    private int[] runnerHashes = NO_HASHES;
    private int[] agentHashes = NO_HASHES;

    /**
     * @param allowedRetries attempts that it may have after the first
     * @param expectedAnswer contained in the result of a success
     */
    TaskFacts(int allowedRetries, String expectedAnswer) {
        this.allowedRetries = allowedRetries;
        this.expectedAnswer = expectedAnswer;
    }

    static int hash(@Nullable Object name) {
        return Objects.hashCode(name);
    }

    void addClaim(int attempt, String runner) {
        claims = incremented(claims, attempt);
        lastClaimedAttempt = Math.max(lastClaimedAttempt, attempt);
        runnerHashes = withValue(runnerHashes, attempt, hash(runner));
    }

    /** The file of agent starts has a line of this attempt. */
    void addStart(int attempt) {
        starts = incremented(starts, attempt);
    }

    /** A runner sent RunStarted with this agent. */
    void addRunStarted(int attempt, String agent) {
        agentHashes = withValue(agentHashes, attempt, hash(agent));
    }

    /**
     * A runner sent RunFinished.
     *
     * @param isLost whether the runner gave the attempt back, without a failure of the agent
     */
    void addRunFinished(int attempt, boolean isLost) {
        finishes = incremented(finishes, attempt);
        if (isLost) {
            lostFinishes = incremented(lostFinishes, attempt);
        }
    }

    /** Attempts that a runner gave back before a start, and whose RunFinished was not ignored. */
    int returnedAttempts() {
        int count = 0;
        for (int attempt = 1; attempt <= lostFinishes.length; attempt++) {
            boolean accepted = countOf(lostFinishes, attempt) == 1 && ignoredFinishes(attempt) == 0;
            count += accepted && starts(attempt) == 0 && agentHash(attempt) == 0 ? 1 : 0;
        }
        return count;
    }

    /** The dispatcher ignored a RunFinished of this attempt as stale. */
    void addIgnoredFinish(int attempt) {
        ignored = incremented(ignored, attempt);
    }

    int claims(int attempt) {
        return countOf(claims, attempt);
    }

    int starts(int attempt) {
        return countOf(starts, attempt);
    }

    int finishes(int attempt) {
        return countOf(finishes, attempt);
    }

    int ignoredFinishes(int attempt) {
        return countOf(ignored, attempt);
    }

    /** The last attempt that anything is known of. */
    int lastAttempt() {
        return Math.max(
                Math.max(claims.length, starts.length), Math.max(finishes.length, ignored.length));
    }

    /** Hash of the runner that had the attempt, 0 if none. */
    int runnerHash(int attempt) {
        return attempt > 0 && attempt <= runnerHashes.length ? runnerHashes[attempt - 1] : 0;
    }

    /** Hash of the attempt's agent, 0 if none is known. */
    int agentHash(int attempt) {
        return attempt > 0 && attempt <= agentHashes.length ? agentHashes[attempt - 1] : 0;
    }

    private static byte[] incremented(byte[] counts, int attempt) {
        int index = Math.clamp(attempt, 1, MAX_ATTEMPTS) - 1;
        byte[] grown = index < counts.length ? counts : Arrays.copyOf(counts, index + 1);
        if (grown[index] < Byte.MAX_VALUE) {
            grown[index]++;
        }
        return grown;
    }

    private static int[] withValue(int[] values, int attempt, int value) {
        int index = Math.clamp(attempt, 1, MAX_ATTEMPTS) - 1;
        int[] grown = index < values.length ? values : Arrays.copyOf(values, index + 1);
        grown[index] = value;
        return grown;
    }

    private static int countOf(byte[] counts, int attempt) {
        return attempt > 0 && attempt <= counts.length ? counts[attempt - 1] : 0;
    }
}
