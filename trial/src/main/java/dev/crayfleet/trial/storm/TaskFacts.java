package dev.crayfleet.trial.storm;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of one task, in few bytes: there may be a hundred thousand. Names are kept as
 * hashes, which may at worst hide a fault, and never make one up.
 */
final class TaskFacts {
    /** Attempts of a task, 11 at most, and 10 that were given back. */
    private static final int MOST = 22;

    private static final byte[] NONE = {};
    private static final int[] NOBODY = {};

    final int retries;
    final String answer;
    boolean accepted;
    boolean unsure;

    /** Of a hostile input: how often it may be tried, and what comes of it, is not known. */
    boolean odd;

    int results;
    int finishedEvents;
    int posts;
    int lastClaimed;
    int resultAttempts;
    boolean succeeded;
    boolean rightAnswer = true;
    int resultRunner;
    int resultAgent;
    private byte[] claims = NONE;
    private byte[] starts = NONE;
    private byte[] endings = NONE;
    private byte[] stale = NONE;
    private byte[] lost = NONE;
    private int[] runners = NOBODY;
    private int[] agents = NOBODY;

    /**
     * @param retries further attempts that it may have
     * @param answer what a success says
     */
    TaskFacts(int retries, String answer) {
        this.retries = retries;
        this.answer = answer;
    }

    static int hash(@Nullable Object name) {
        return Objects.hashCode(name);
    }

    void claimed(int attempt, String runner) {
        claims = counted(claims, attempt);
        lastClaimed = Math.max(lastClaimed, attempt);
        runners = kept(runners, attempt, hash(runner));
    }

    /** An agent was started: what the journal says. */
    void started(int attempt) {
        starts = counted(starts, attempt);
    }

    /** A runner has said that it started this agent. */
    void saidStarted(int attempt, String agent) {
        agents = kept(agents, attempt, hash(agent));
    }

    /**
     * A runner has said that the attempt ended.
     *
     * @param isLost with it, not by the agent
     */
    void saidEnded(int attempt, boolean isLost) {
        endings = counted(endings, attempt);
        if (isLost) {
            lost = counted(lost, attempt);
        }
    }

    /** Attempts that a runner gave back, and was believed, before anything was started. */
    int givenBack() {
        int count = 0;
        for (int attempt = 1; attempt <= lost.length; attempt++) {
            boolean believed = at(lost, attempt) == 1 && ignoredEnds(attempt) == 0;
            count += believed && starts(attempt) == 0 && agent(attempt) == 0 ? 1 : 0;
        }
        return count;
    }

    /** What was said of its end changed nothing. */
    void ignoredEnd(int attempt) {
        stale = counted(stale, attempt);
    }

    int claims(int attempt) {
        return at(claims, attempt);
    }

    int starts(int attempt) {
        return at(starts, attempt);
    }

    int endings(int attempt) {
        return at(endings, attempt);
    }

    int ignoredEnds(int attempt) {
        return at(stale, attempt);
    }

    /** The last attempt that anything is known of. */
    int lastAttempt() {
        return Math.max(
                Math.max(claims.length, starts.length), Math.max(endings.length, stale.length));
    }

    /** Who had the attempt, 0 if nobody. */
    int runner(int attempt) {
        return attempt > 0 && attempt <= runners.length ? runners[attempt - 1] : 0;
    }

    /** The agent of the attempt, 0 if none is known. */
    int agent(int attempt) {
        return attempt > 0 && attempt <= agents.length ? agents[attempt - 1] : 0;
    }

    private static byte[] counted(byte[] counts, int attempt) {
        int index = Math.clamp(attempt, 1, MOST) - 1;
        byte[] grown = index < counts.length ? counts : Arrays.copyOf(counts, index + 1);
        if (grown[index] < Byte.MAX_VALUE) {
            grown[index]++;
        }
        return grown;
    }

    private static int[] kept(int[] values, int attempt, int value) {
        int index = Math.clamp(attempt, 1, MOST) - 1;
        int[] grown = index < values.length ? values : Arrays.copyOf(values, index + 1);
        grown[index] = value;
        return grown;
    }

    private static int at(byte[] counts, int attempt) {
        return attempt > 0 && attempt <= counts.length ? counts[attempt - 1] : 0;
    }
}
