package dev.crayfleet.trial.storm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a storm is to be like.
 *
 * @param tasks how many, 1 to 1,000,000
 * @param duration over which they come in, 10 s to 24 h; longer where faults need longer
 * @param seed of tasks and faults
 * @param kinds of faults; not empty
 * @param hostile whether the corpus of hostile inputs is mixed in
 * @param folder for data and logs
 */
record StormOptions(
        int tasks,
        Duration duration,
        long seed,
        Set<FaultKind> kinds,
        boolean hostile,
        Path folder) {
    static final int RUNNERS = 4;
    static final int DISPATCHERS = 2;

    /**
     * @throws IllegalArgumentException with a sentence for people, if a number is out of range
     */
    StormOptions {
        kinds = Set.copyOf(kinds);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("--only takes at least one kind of fault");
        }
        if (tasks < 1 || tasks > 1_000_000) {
            throw new IllegalArgumentException("--tasks takes 1 to 1000000, not " + tasks);
        }
        if (duration.compareTo(Duration.ofSeconds(10)) < 0
                || duration.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(
                    "--minutes takes 0.2 to 1440, not %.2f".formatted(duration.toMillis() / 6e4));
        }
    }

    double perSecond() {
        return tasks / (duration.toMillis() / 1e3);
    }

    /** What repeats it. */
    String command() {
        return "./crayfleet storm --tasks %d --minutes %s --seed %d%s%s"
                .formatted(tasks, minutes(duration), seed, hostile ? " --hostile" : "", only());
    }

    private String only() {
        return kinds.size() == FaultKind.values().length
                ? ""
                : kinds.stream()
                        .sorted()
                        .map(FaultKind::option)
                        .collect(Collectors.joining(",", " --only ", ""));
    }

    private static String minutes(Duration duration) {
        double minutes = duration.toMillis() / 6e4;
        return minutes == Math.rint(minutes)
                ? Long.toString(Math.round(minutes))
                : Double.toString(minutes);
    }
}
