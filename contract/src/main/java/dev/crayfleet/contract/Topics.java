package dev.crayfleet.contract;

import java.time.Duration;
import java.util.Locale;

/**
 * The map of what flows where. Nobody writes a topic's name elsewhere.
 *
 * <pre>
 * topic          key         value         written by           read by
 * TASKS          pool        TaskMessage   ingest, cli, anyone  dispatcher
 * RUNS           pool        RunMessage    runner               dispatcher
 * CLAIMS         runner id   ClaimMessage  dispatcher           runner
 * RESULTS        task id     TaskResult    dispatcher           poster, cli
 * EVENTS         task id     TaskEvent     dispatcher           poster, cli
 * FILES          task id     chunks        ingest, runner       runner, poster
 * DEAD_LETTERS   as it came  as it came    dispatcher, poster   people
 * </pre>
 */
public enum Topics {
    /** As many partitions as there are lanes; 30 days is what a replay can reach back. */
    TASKS(Width.LANES, Duration.ofDays(30)),
    RUNS(Width.LANES, Duration.ofDays(1)),
    CLAIMS(Width.TWELVE, Duration.ofHours(1)),
    RESULTS(Width.TWELVE, Duration.ofDays(30)),
    EVENTS(Width.TWELVE, Duration.ofDays(30)),
    FILES(Width.TWELVE, Duration.ofDays(7)),
    DEAD_LETTERS(Width.ONE, Duration.ofDays(30));

    /** How many lanes there are unless the configuration says otherwise. */
    public static final int DEFAULT_LANES = 12;

    /** Headers of a dead letter: where it lay, and why it is here. */
    public static final String HEADER_TOPIC = "crayfleet-topic";

    public static final String HEADER_PARTITION = "crayfleet-partition";
    public static final String HEADER_OFFSET = "crayfleet-offset";
    public static final String HEADER_REASON = "crayfleet-reason";

    /** Bytes that its value had, where that was too long to be kept whole. */
    public static final String HEADER_CUT_FROM = "crayfleet-cut-from";

    /** Bytes that its key had, where that was too long to be kept whole. */
    public static final String HEADER_KEY_CUT_FROM = "crayfleet-key-cut-from";

    /** How many of its own headers did not fit. */
    public static final String HEADER_HEADERS_LEFT_OUT = "crayfleet-headers-left-out";

    private final Width width;
    private final Duration retention;

    Topics(Width width, Duration retention) {
        this.width = width;
        this.retention = retention;
    }

    /** The name on the broker, {@code crayfleet.dead-letters}. */
    public String topic() {
        return "crayfleet." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How long records are kept. */
    public Duration retention() {
        return retention;
    }

    /**
     * @param lanes of this installation
     */
    public int partitions(int lanes) {
        return switch (width) {
            case LANES -> lanes;
            case TWELVE -> 12;
            case ONE -> 1;
        };
    }

    private enum Width {
        LANES,
        TWELVE,
        ONE
    }
}
