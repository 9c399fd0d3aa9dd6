package dev.crayfleet.trial.storm;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A task of a storm, as it will be submitted.
 *
 * @param number from 0
 * @param pool that it is for
 * @param retries further attempts; absent leaves it to the dispatcher
 * @param repeatPath by which it is sent a second time with the same id; absent for most
 * @param foreignKey whether its record has a key that is not its pool; only if sent to Kafka
 */
record PlannedTask(
        int number,
        SubmissionPath path,
        String pool,
        @Nullable Integer retries,
        @Nullable SubmissionPath repeatPath,
        boolean foreignKey) {
    /** Six pools in six lanes, so that every dispatcher owns some of them. */
    static final List<String> POOLS =
            List.of("default", "auditor", "builder", "researcher", "scribe", "optimizer");

    /** The same number and seed give the same task. */
    static PlannedTask of(long seed, int number) {
        // Any odd multiplier spreads neighbours.
        Random random = new Random(seed * 1_000_003 + number * 0x9E3779B97F4A7C15L);
        int percent = random.nextInt(100);
        SubmissionPath path =
                percent < 35
                        ? SubmissionPath.DISCORD
                        : percent < 70 ? SubmissionPath.HTTP : SubmissionPath.KAFKA;
        String pool = random.nextInt(3) == 0 ? POOLS.getFirst() : pick(random, POOLS);
        Integer retries = random.nextInt(10) == 0 ? Integer.valueOf(0) : null;
        // Only a task whose sender chooses the id can be sent again.
        SubmissionPath repeatPath =
                path != SubmissionPath.DISCORD && random.nextInt(20) == 0
                        ? pick(random, List.of(SubmissionPath.HTTP, SubmissionPath.KAFKA))
                        : null;
        return new PlannedTask(number, path, pool, retries, repeatPath, random.nextInt(5) == 0);
    }

    /** Its id, unless it is submitted by Discord. */
    String id() {
        return "storm-" + number;
    }

    /** What the agent is asked to do; the answer is {@link #answer}. */
    String prompt() {
        return "Calculate %d + 7".formatted(number);
    }

    /** Contained in the result of a success. */
    String answer() {
        return "%d + 7 = %d".formatted(number, number + 7);
    }

    /** The task as a person writes it in Discord. */
    String discordMessage() {
        return prompt()
                + (pool.equals(POOLS.getFirst()) ? "" : " [agent:" + pool + "]")
                + (retries == null ? "" : " [retries:" + retries + "]");
    }

    private static <T> T pick(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
