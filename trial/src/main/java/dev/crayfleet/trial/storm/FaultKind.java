package dev.crayfleet.trial.storm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What goes wrong. Each kind happens at least once in every storm, unless it is of some only. */
enum FaultKind {
    RUNNER_KILLED("runner killed", Target.RUNNER, 500, 3_000),
    /** For longer than the lease, so that it wakes as a zombie. */
    RUNNER_FROZEN("runner frozen beyond its lease", Target.RUNNER, 17_000, 21_000),
    RUNNER_RESTARTED("runner told to restart", Target.RUNNER, 0, 0),
    DISPATCHER_KILLED("dispatcher killed", Target.DISPATCHER, 1_000, 4_000),
    /** For longer than its session, so that it wakes without its lanes. */
    DISPATCHER_FROZEN("dispatcher frozen beyond its session", Target.DISPATCHER, 8_000, 10_000),
    DISPATCHER_RESTARTED("dispatcher told to restart", Target.DISPATCHER, 0, 0),
    INGEST_KILLED("ingest killed", Target.INGEST, 500, 3_000),
    INGEST_RESTARTED("ingest told to restart", Target.INGEST, 0, 0),
    POSTER_KILLED("poster killed", Target.POSTER, 500, 3_000),
    /** At the worst moment: the message stands in the channel, and Kafka does not know. */
    POSTER_KILLED_AFTER_POST("poster killed between post and commit", Target.POSTER, 500, 3_000),
    POSTER_RESTARTED("poster told to restart", Target.POSTER, 0, 0),
    BROKER_KILLED("broker killed", Target.BROKER, 500, 2_000),
    /** Every request fails, and the gateway is gone. */
    DISCORD_AWAY("Discord away", Target.DISCORD, 4_000, 8_000),
    /** What is posted is done, but its answer never comes. */
    DISCORD_MUTE("Discord's answers lost", Target.DISCORD, 3_000, 5_000);

    /** What it happens to. */
    enum Target {
        RUNNER(3_000),
        DISPATCHER(12_000),
        BROKER(12_000),
        INGEST(5_000),
        POSTER(6_000),
        DISCORD(6_000);

        private final int settlesMs;

        Target(int settlesMs) {
            this.settlesMs = settlesMs;
        }

        /** How long it is left alone afterwards, in ms, so that recoveries can be told apart. */
        int settlesMs() {
            return settlesMs;
        }

        /** Whether what happens to one is to be over before the other has its turn. */
        boolean concerns(Target other) {
            return this == other
                    || decides() && other.decides()
                    || speaksToDiscord() && other.speaksToDiscord();
        }

        private boolean decides() {
            return this == DISPATCHER || this == BROKER;
        }

        private boolean speaksToDiscord() {
            return this == POSTER || this == DISCORD;
        }
    }

    private final String words;
    private final Target target;
    private final int leastMs;
    private final int mostMs;

    FaultKind(String words, Target target, int leastMs, int mostMs) {
        this.words = words;
        this.target = target;
        this.leastMs = leastMs;
        this.mostMs = mostMs;
    }

    /** What it is called on the command line: {@code runner-killed}. */
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

    String words() {
        return words;
    }

    Target target() {
        return target;
    }

    /** How long it lasts at least, in ms. */
    int leastMs() {
        return leastMs;
    }

    /** How long it lasts at most, in ms; then what was killed is started, and so on. */
    int mostMs() {
        return mostMs;
    }
}
