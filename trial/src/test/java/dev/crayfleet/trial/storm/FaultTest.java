package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultTest {
    private static List<Fault> plan(long seed, Duration storm) {
        return Fault.plan(seed, EnumSet.allOf(FaultKind.class), storm, 4, 2);
    }

    @Test
    void everyKindHappensInEveryStormHoweverShort() {
        LongStream.range(0, 200)
                .forEach(seed ->
                        assertThat(
                                        plan(seed, Duration.ofSeconds(10)).stream()
                                                .map(Fault::kind)
                                                .collect(Collectors.toSet()))
                                .as("seed %d", seed)
                                .containsExactlyInAnyOrder(FaultKind.values()));
    }

    @Test
    void oneRoundFitsIntoTwoMinutes() {
        LongStream.range(0, 200)
                .forEach(seed ->
                        assertThat(plan(seed, Duration.ofSeconds(10)).getLast().at())
                                .as("seed %d", seed)
                                .isLessThan(Duration.ofSeconds(150)));
    }

    @Test
    void ofSomeKindsOnlyTheseHappen() {
        Set<FaultKind> kinds = Set.of(FaultKind.of("runner-killed"), FaultKind.of("broker-killed"));
        List<Fault> plan = Fault.plan(1, kinds, Duration.ofMinutes(5), 4, 2);
        assertThat(plan).extracting(Fault::kind).containsOnlyElementsOf(kinds);
        Duration storm = Duration.ofMinutes(5);
        assertThat(new StormOptions(300, storm, 1, kinds, false, Path.of(".")).command())
                .endsWith(" --seed 1 --only runner-killed,broker-killed");
        assertThat(new StormOptions(300, storm, 1, kinds, true, Path.of(".")).command())
                .endsWith(" --seed 1 --hostile --only runner-killed,broker-killed");
        assertThatThrownBy(() -> FaultKind.of("runner"))
                .hasMessageContaining("runner-frozen")
                .hasMessageEndingWith("not runner");
    }

    @Test
    void theSeedDecides() {
        Duration storm = Duration.ofMinutes(10);
        assertThat(plan(7, storm)).isEqualTo(plan(7, storm)).isNotEqualTo(plan(8, storm));
        assertThat(plan(7, storm).size()).isGreaterThan(50);
    }

    @Test
    void nothingIsHitTwiceAtOnceAndTwoRunnersAreAlwaysWell() {
        List<Fault> plan = plan(3, Duration.ofMinutes(30));
        for (Fault one : plan) {
            List<Fault> during =
                    plan.stream()
                            .filter(other -> other != one && lasts(other, one.at()))
                            .filter(other -> other.kind().target().concerns(one.kind().target()))
                            .toList();
            if (one.kind().target() == FaultKind.Target.RUNNER) {
                assertThat(during).hasSizeLessThan(2);
                assertThat(during).noneMatch(other -> other.index() == one.index());
            } else {
                assertThat(during).isEmpty();
            }
        }
    }

    @Test
    void ordersAreTheSameEachTimeAndOfEveryWay() {
        assertThat(PlannedTask.of(5, 17)).isEqualTo(PlannedTask.of(5, 17));
        List<PlannedTask> orders =
                LongStream.range(0, 1_000).mapToObj(i -> PlannedTask.of(5, (int) i)).toList();
        assertThat(orders.stream().map(PlannedTask::way).distinct()).hasSize(3);
        assertThat(orders.stream().map(PlannedTask::pool).distinct())
                .hasSize(PlannedTask.POOLS.size());
        assertThat(orders).anyMatch(order -> order.again() != null);
        assertThat(orders).anyMatch(order -> order.retries() != null);
        assertThat(orders)
                .filteredOn(order -> order.way() == SubmissionPath.DISCORD)
                .allMatch(order -> order.again() == null);
    }

    private static boolean lasts(Fault fault, Duration at) {
        return fault.at().compareTo(at) <= 0 && fault.at().plus(fault.lasts()).compareTo(at) > 0;
    }
}
