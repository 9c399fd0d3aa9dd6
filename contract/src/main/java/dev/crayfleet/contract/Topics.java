package dev.crayfleet.contract;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * All topics. No topic's name is written anywhere else.
 *
 * <pre>
 * topic          key         value         written by           read by
 * TASKS          pool        TaskMessage   ingest, cli, anyone  dispatcher, cli
 * RUNS           pool        RunMessage    runner               dispatcher
 * CLAIMS         runner id   ClaimMessage  dispatcher           runner
 * RESULTS        task id     TaskResult    dispatcher           poster, cli, dispatcher
 * EVENTS         task id     TaskEvent     dispatcher           poster
 * FILES          task id     chunks        ingest, runner       runner, poster
 * DEAD_LETTERS   unchanged   unchanged     dispatcher, poster   people, cli
 * FLEET          token:name  token's hash  cli                  all services, cli
 * </pre>
 */
public enum Topics {
    /** Has a partition for each lane. Its retention is how far back a replay can reach. */
    TASKS(PartitionCount.LANES, Duration.ofDays(30)),
    RUNS(PartitionCount.LANES, Duration.ofDays(1)),
    CLAIMS(PartitionCount.TWELVE, Duration.ofHours(1)),
    RESULTS(PartitionCount.TWELVE, Duration.ofDays(30)),
    EVENTS(PartitionCount.TWELVE, Duration.ofDays(30)),
    FILES(PartitionCount.TWELVE, Duration.ofDays(7)),
    DEAD_LETTERS(PartitionCount.ONE, Duration.ofDays(30)),
    /** Compacted: the last record of each key is kept for ever. */
    FLEET(PartitionCount.ONE, ChronoUnit.FOREVER.getDuration());

    /** Number of lanes unless configured. */
    public static final int DEFAULT_LANES = 12;

    /** Of a record of the tasks topic: a service of the fleet wrote it. */
    public static final String HEADER_SIGNATURE = "crayfleet-signature";

    /** Headers of a dead letter: the position of the record, and why it was given up. */
    public static final String HEADER_TOPIC = "crayfleet-topic";

    public static final String HEADER_PARTITION = "crayfleet-partition";
    public static final String HEADER_OFFSET = "crayfleet-offset";
    public static final String HEADER_REASON = "crayfleet-reason";

    /** Size of the record's value in bytes, where the dead letter has only the beginning of it. */
    public static final String HEADER_CUT_FROM = "crayfleet-cut-from";

    /** Size of the record's key in bytes, where the dead letter has only the beginning of it. */
    public static final String HEADER_KEY_CUT_FROM = "crayfleet-key-cut-from";

    /** Number of the record's own headers that did not fit. */
    public static final String HEADER_HEADERS_LEFT_OUT = "crayfleet-headers-left-out";

    /**
     * Of a record that was put back from the dead letters, and of a note on their topic that says
     * so: the number of the letter, which is its offset there.
     */
    public static final String HEADER_LETTER = "crayfleet-letter";

    /** Of such a note: what was done with the letter, {@code replayed} or {@code dropped}. */
    public static final String HEADER_LETTER_DONE = "crayfleet-letter-done";

    /** Of such a note: where the record lies now, if it was put back. */
    public static final String HEADER_LETTER_NOW = "crayfleet-letter-now";

    /** Of such a note: who did it. */
    public static final String HEADER_LETTER_BY = "crayfleet-letter-by";

    /** Of an answer on the runs topic: the request that it answers. */
    public static final String HEADER_REQUEST = "crayfleet-request";

    private final PartitionCount partitionCount;
    private final Duration retention;

    Topics(PartitionCount partitionCount, Duration retention) {
        this.partitionCount = partitionCount;
        this.retention = retention;
    }

    /** The name on the broker, {@code crayfleet.dead-letters}. */
    public String topic() {
        return "crayfleet." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How long records are kept; of a compacted topic, longer than anything. */
    public Duration retention() {
        return retention;
    }

    /** Whether of all records of a key only the last one counts, and is never deleted. */
    public boolean isCompacted() {
        return this == FLEET;
    }

    /**
     * @param lanes of this installation
     */
    public int partitions(int lanes) {
        return switch (partitionCount) {
            case LANES -> lanes;
            case TWELVE -> 12;
            case ONE -> 1;
        };
    }

    private enum PartitionCount {
        LANES,
        TWELVE,
        ONE
    }
}
