package dev.crayfleet.trial.storm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Each kind happens at least once in every storm, unless {@code --only} leaves it out. */
enum FaultKind {
    RUNNER_KILLED("runner killed", FaultTarget.RUNNER, 500, 3_000),
    /** For longer than the lease, so that it goes on with attempts that are no longer its own. */
    RUNNER_FROZEN("runner frozen beyond its lease", FaultTarget.RUNNER, 17_000, 21_000),
    RUNNER_RESTARTED("runner told to restart", FaultTarget.RUNNER, 0, 0),
    DISPATCHER_KILLED("dispatcher killed", FaultTarget.DISPATCHER, 1_000, 4_000),
    /** For longer than its session, so that its lanes have moved when it goes on. */
    DISPATCHER_FROZEN(
            "dispatcher frozen beyond its session", FaultTarget.DISPATCHER, 8_000, 10_000),
    DISPATCHER_RESTARTED("dispatcher told to restart", FaultTarget.DISPATCHER, 0, 0),
    INGEST_KILLED("ingest killed", FaultTarget.INGEST, 500, 3_000),
    INGEST_RESTARTED("ingest told to restart", FaultTarget.INGEST, 0, 0),
    POSTER_KILLED("poster killed", FaultTarget.POSTER, 500, 3_000),
    /** After the message is posted and before the offset is committed. */
    POSTER_KILLED_AFTER_POST(
            "poster killed between post and commit", FaultTarget.POSTER, 500, 3_000),
    POSTER_RESTARTED("poster told to restart", FaultTarget.POSTER, 0, 0),
    BROKER_KILLED("broker killed", FaultTarget.BROKER, 500, 2_000),
    /** Every request fails, and the gateway refuses connections. */
    DISCORD_AWAY("Discord away", FaultTarget.DISCORD, 4_000, 8_000),
    /** Messages are posted, but the response to the request never comes. */
    DISCORD_MUTE("Discord's answers lost", FaultTarget.DISCORD, 3_000, 5_000);

    /** What a fault hits. */
    enum FaultTarget {
        RUNNER(3_000),
        DISPATCHER(12_000),
        BROKER(12_000),
        INGEST(5_000),
        POSTER(6_000),
        DISCORD(6_000);

        private final int settleTimeMs;

        FaultTarget(int settleTimeMs) {
            this.settleTimeMs = settleTimeMs;
        }

        /** Milliseconds without a further fault, so that recoveries can be told apart. */
        int settleTimeMs() {
            return settleTimeMs;
        }

        /** Whether a fault of one has to be over before a fault of the other begins. */
        boolean conflictsWith(FaultTarget other) {
            return this == other
                    || affectsDispatch() && other.affectsDispatch()
                    || affectsPosting() && other.affectsPosting();
        }

        private boolean affectsDispatch() {
            return this == DISPATCHER || this == BROKER;
        }

        private boolean affectsPosting() {
            return this == POSTER || this == DISCORD;
        }
    }

    private final String label;
    private final FaultTarget target;
    private final int minDurationMs;
    private final int maxDurationMs;

    FaultKind(String label, FaultTarget target, int minDurationMs, int maxDurationMs) {
        this.label = label;
        this.target = target;
        this.minDurationMs = minDurationMs;
        this.maxDurationMs = maxDurationMs;
    }

    /** Its name on the command line: {@code runner-killed}. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if there is none of that name
     */
    static FaultKind of(String option) {
        return Arrays.stream(values())
                .filter(kind -> kind.option().equals(option))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--only takes %s, not %s"
                                        .formatted(
                                                Arrays.stream(values())
                                                        .map(FaultKind::option)
                                                        .collect(Collectors.joining(", ")),
                                                option)));
    }

    String label() {
        return label;
    }

    FaultTarget target() {
        return target;
    }

    /** How long it lasts at least, milliseconds. */
    int minDurationMs() {
        return minDurationMs;
    }

    /** How long it lasts at most, milliseconds. */
    int maxDurationMs() {
        return maxDurationMs;
    }
}
