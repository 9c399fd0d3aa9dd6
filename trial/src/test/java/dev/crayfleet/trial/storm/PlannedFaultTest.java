package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.trial.process.KafkaPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlannedFaultTest {
    private static List<PlannedFault> plan(long seed, Duration loadDuration) {
        return PlannedFault.plan(seed, EnumSet.allOf(FaultKind.class), loadDuration, 4, 2, 1);
    }

    @Test
    void everyKindHappensInEveryStorm() {
        LongStream.range(0, 200)
                .forEach(seed ->
                        assertThat(
                                        plan(seed, Duration.ofSeconds(10)).stream()
                                                .map(PlannedFault::kind)
                                                .collect(Collectors.toSet()))
                                .as("seed %d", seed)
                                .containsExactlyInAnyOrder(FaultKind.values()));
    }

    @Test
    void oneRoundFitsIntoHundredAndFiftySeconds() {
        LongStream.range(0, 200)
                .forEach(seed ->
                        assertThat(plan(seed, Duration.ofSeconds(10)).getLast().startOffset())
                                .as("seed %d", seed)
                                .isLessThan(Duration.ofSeconds(150)));
    }

    @Test
    void onlyTheChosenKindsHappen() {
        Set<FaultKind> kinds = Set.of(FaultKind.of("runner-killed"), FaultKind.of("broker-killed"));
        List<PlannedFault> plan = PlannedFault.plan(1, kinds, Duration.ofMinutes(5), 4, 2, 1);
        assertThat(plan).extracting(PlannedFault::kind).containsOnlyElementsOf(kinds);
        assertThat(command(kinds, false, new KafkaPlan.Own(1)))
                .endsWith(" --seed 1 --only runner-killed,broker-killed");
        assertThat(command(kinds, true, new KafkaPlan.Own(3)))
                .endsWith(" --seed 1 --hostile --brokers 3 --only runner-killed,broker-killed");
        assertThatThrownBy(() -> FaultKind.of("runner"))
                .hasMessageContaining("runner-frozen")
                .hasMessageEndingWith("not runner");
    }

    @Test
    void aKafkaThatRunsElsewhereIsNotKilled() {
        KafkaPlan elsewhere = new KafkaPlan.External("a:1,b:2,c:3", 3);
        Set<FaultKind> kinds = StormOptions.allFaultKinds(elsewhere);
        assertThat(kinds)
                .hasSize(FaultKind.values().length - 1)
                .doesNotContain(FaultKind.BROKER_KILLED);
        assertThat(command(kinds, false, elsewhere))
                .endsWith(" --seed 1 --kafka a:1,b:2,c:3 --replication 3");
        assertThatThrownBy(() -> command(Set.of(FaultKind.BROKER_KILLED), false, elsewhere))
                .hasMessageContaining("leave broker-killed out of --only");
    }

    @Test
    void everyBrokerOfSeveralIsHit() {
        List<PlannedFault> plan =
                PlannedFault.plan(
                        1, Set.of(FaultKind.BROKER_KILLED), Duration.ofMinutes(5), 4, 2, 3);
        assertThat(plan)
                .extracting(PlannedFault::index)
                .contains(0, 1, 2)
                .allMatch(index -> index < 3);
    }

    private static String command(Set<FaultKind> kinds, boolean hostile, KafkaPlan kafka) {
        return new StormOptions(
                        300,
                        Duration.ofMinutes(5),
                        1,
                        kinds,
                        hostile,
                        new StormOptions.FleetPlan(kafka, null, Path.of(".")))
                .command();
    }

    @Test
    void theSeedDecidesThePlan() {
        Duration loadDuration = Duration.ofMinutes(10);
        assertThat(plan(7, loadDuration))
                .isEqualTo(plan(7, loadDuration))
                .isNotEqualTo(plan(8, loadDuration));
        assertThat(plan(7, loadDuration).size()).isGreaterThan(50);
    }

    @Test
    void noTargetHasTwoFaultsAtATimeAndTwoRunnersHaveNone() {
        List<PlannedFault> plan = plan(3, Duration.ofMinutes(30));
        for (PlannedFault one : plan) {
            List<PlannedFault> simultaneous =
                    plan.stream()
                            .filter(other -> other != one && duration(other, one.startOffset()))
                            .filter(other ->
                                    other.kind().target().conflictsWith(one.kind().target()))
                            .toList();
            if (one.kind().target() == FaultKind.FaultTarget.RUNNER) {
                assertThat(simultaneous).hasSizeLessThan(2);
                assertThat(simultaneous).noneMatch(other -> other.index() == one.index());
            } else {
                assertThat(simultaneous).isEmpty();
            }
        }
    }

    @Test
    void plannedTasksAreReproducibleAndUseEveryPath() {
        assertThat(PlannedTask.of(5, 17)).isEqualTo(PlannedTask.of(5, 17));
        List<PlannedTask> tasks =
                LongStream.range(0, 1_000).mapToObj(i -> PlannedTask.of(5, (int) i)).toList();
        assertThat(tasks.stream().map(PlannedTask::path).distinct()).hasSize(3);
        assertThat(tasks.stream().map(PlannedTask::pool).distinct())
                .hasSize(PlannedTask.POOLS.size());
        assertThat(tasks).anyMatch(task -> task.repeatPath() != null);
        assertThat(tasks).anyMatch(task -> task.retries() != null);
        assertThat(tasks)
                .filteredOn(task -> task.path() == SubmissionPath.DISCORD)
                .allMatch(task -> task.repeatPath() == null);
    }

    private static boolean duration(PlannedFault fault, Duration startOffset) {
        return fault.startOffset().compareTo(startOffset) <= 0
                && fault.startOffset().plus(fault.duration()).compareTo(startOffset) > 0;
    }
}
