package dev.crayfleet.trial.storm;

import dev.crayfleet.trial.process.KafkaPlan;
import dev.crayfleet.trial.process.UnpackedVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What kind of storm to run.
 *
 * @param tasks number of tasks, 1 to 1,000,000
 * @param duration over which they are submitted, 10 s to 24 h; extended where faults need longer
 * @param seed decides tasks and faults
 * @param faultKinds kinds of faults that happen; not empty
 * @param hostile whether the corpus of hostile inputs is sent as well
 * @param fleet what it hits
 */
record StormOptions(
        int tasks,
        Duration duration,
        long seed,
        Set<FaultKind> faultKinds,
        boolean hostile,
        FleetPlan fleet) {
    static final int RUNNERS = 4;
    static final int DISPATCHERS = 2;

    /**
     * @param kafka which Kafka the fleet works on; one that runs elsewhere is not hit by faults
     * @param upgradeFrom the version that services start with; absent where it is this one
     * @param folder for data and logs
     */
    record FleetPlan(KafkaPlan kafka, @Nullable UnpackedVersion upgradeFrom, Path folder) {}

    /**
     * @throws IllegalArgumentException with a sentence for people, if a number is out of range
     */
    StormOptions {
        faultKinds = Set.copyOf(faultKinds);
        if (faultKinds.isEmpty()) {
            throw new IllegalArgumentException("--only takes at least one kind of fault");
        }
        if (fleet.kafka() instanceof KafkaPlan.External
                && faultKinds.contains(FaultKind.BROKER_KILLED)) {
            throw new IllegalArgumentException(
                    "a Kafka that runs elsewhere (--kafka) is not for us to kill: leave "
                            + FaultKind.BROKER_KILLED.option()
                            + " out of --only");
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

    KafkaPlan kafka() {
        return fleet.kafka();
    }

    Path folder() {
        return fleet.folder();
    }

    double tasksPerSecond() {
        return tasks / (duration.toMillis() / 1e3);
    }

    /** The command line that repeats it. */
    String command() {
        return "./crayfleet storm --tasks %d --minutes %s --seed %d%s%s%s%s"
                .formatted(
                        tasks,
                        minutes(duration),
                        seed,
                        hostile ? " --hostile" : "",
                        kafkaOption(),
                        upgradeOption(),
                        onlyOption());
    }

    /** Every kind of fault that is possible on a Kafka. */
    static Set<FaultKind> allFaultKinds(KafkaPlan kafka) {
        return kafka instanceof KafkaPlan.External
                ? EnumSet.complementOf(EnumSet.of(FaultKind.BROKER_KILLED))
                : EnumSet.allOf(FaultKind.class);
    }

    /** How many brokers may be hit. */
    int brokers() {
        return switch (kafka()) {
            case KafkaPlan.Own own -> own.brokers();
            case KafkaPlan.External external -> 0;
        };
    }

    private String kafkaOption() {
        return switch (kafka()) {
            case KafkaPlan.Own own -> own.brokers() == 1 ? "" : " --brokers " + own.brokers();
            case KafkaPlan.External external ->
                    " --kafka %s --replication %d"
                            .formatted(external.bootstrap(), external.replication());
        };
    }

    private String upgradeOption() {
        UnpackedVersion from = fleet.upgradeFrom();
        return from == null ? "" : " --upgrade-from " + from.folder();
    }

    private String onlyOption() {
        return faultKinds.equals(allFaultKinds(kafka()))
                ? ""
                : faultKinds.stream()
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
