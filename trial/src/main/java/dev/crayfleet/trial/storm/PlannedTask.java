package dev.crayfleet.trial.storm;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A task of a storm, as it will be asked for.
 *
 * @param number from 0
 * @param pool where it belongs
 * @param retries further attempts, absent leaves it to the dispatcher
 * @param again by which way it is sent a second time with the same id; absent for most
 * @param foreignKey whether its record has a key that is not its pool's; only where it is a record
 */
record PlannedTask(
        int number,
        SubmissionPath way,
        String pool,
        @Nullable Integer retries,
        @Nullable SubmissionPath again,
        boolean foreignKey) {
    /** Six pools in six lanes, so that every dispatcher owns some of them. */
    static final List<String> POOLS =
            List.of("default", "auditor", "builder", "researcher", "scribe", "optimizer");

    /** The same number of the same seed is the same order. */
    static PlannedTask of(long seed, int number) {
        // Any odd multiplier spreads neighbours.
        Random random = new Random(seed * 1_000_003 + number * 0x9E3779B97F4A7C15L);
        int draw = random.nextInt(100);
        SubmissionPath way =
                draw < 35
                        ? SubmissionPath.DISCORD
                        : draw < 70 ? SubmissionPath.HTTP : SubmissionPath.KAFKA;
        String pool = random.nextInt(3) == 0 ? POOLS.getFirst() : any(random, POOLS);
        Integer retries = random.nextInt(10) == 0 ? Integer.valueOf(0) : null;
        // Only who names his task himself can send it again.
        SubmissionPath again =
                way != SubmissionPath.DISCORD && random.nextInt(20) == 0
                        ? any(random, List.of(SubmissionPath.HTTP, SubmissionPath.KAFKA))
                        : null;
        return new PlannedTask(number, way, pool, retries, again, random.nextInt(5) == 0);
    }

    /** Its id, where it is not Discord that names it. */
    String id() {
        return "storm-" + number;
    }

    /** What the agent is asked to do; the answer is {@link #answer}. */
    String prompt() {
        return "Calculate %d + 7".formatted(number);
    }

    /** What stands in the result of a success. */
    String answer() {
        return "%d + 7 = %d".formatted(number, number + 7);
    }

    /** The same as a person writes it. */
    String message() {
        return prompt()
                + (pool.equals(POOLS.getFirst()) ? "" : " [agent:" + pool + "]")
                + (retries == null ? "" : " [retries:" + retries + "]");
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
