package dev.crayfleet.trial.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MeasurementToolsTest {
    @Test
    void percentilesUseTheNearestRank() {
        Latency latency =
                Latency.of(
                        LongStream.rangeClosed(1, 200).map(n -> 201_000 - n * 1_000).toArray(),
                        1e3);
        assertThat(latency).isEqualTo(new Latency(200, 100.5, 100, 198, 200));
        assertThat(Latency.of(new long[] {5_000}, 1e3)).isEqualTo(new Latency(1, 5, 5, 5, 5));
        assertThatThrownBy(() -> Latency.of(new long[0], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subtractsStartsFromEndsByTask() {
        assertThat(Latency.ofMicros(new long[] {1_000, 2_000}, new long[] {3_000, 9_000}))
                .isEqualTo(new Latency(2, 4.5, 2, 7, 7));
    }

    @Test
    void sumsAMeterAndNoOtherWithTheSamePrefix() {
        String page =
                """
                # TYPE crayfleet_tasks_queued gauge
                crayfleet_tasks_queued 41.0
                crayfleet_tasks_finished_total{status="failed"} 2.0
                crayfleet_tasks_finished_total{status="succeeded"} 1.0E3
                """;
        assertThat(ProcessHttp.meter(page, "crayfleet_tasks_queued", "")).isEqualTo(41);
        assertThat(ProcessHttp.meter(page, "crayfleet_tasks_finished_total", "")).isEqualTo(1_002);
        assertThat(ProcessHttp.meter(page, "crayfleet_tasks_finished_total", "status=\"failed\""))
                .isEqualTo(2);
        assertThat(ProcessHttp.meter(page, "crayfleet_tasks", "")).isZero();
    }

    @Test
    void readsTheUsedHeapOfSerialAndG1() {
        String serial =
                """
                42:
                 DefNew     total 39296K, used 20480K [0x1, 0x2, 0x3)
                  eden space 34944K,  24% used [0x1, 0x2, 0x3)
                 Tenured    total 87424K, used 30720K [0x1, 0x2, 0x3)
                   the  space 87424K,  18% used [0x1, 0x2, 0x3)
                 Metaspace       used 61440K, committed 62000K, reserved 1114112K
                """;
        String g1 =
                """
                42:
                 garbage-first heap   total reserved 393216K, committed 100352K, used 51200K [0x1, 0x2)
                  region size 1024K, 12 young (12288K), 2 survivors (2048K)
                 Metaspace       used 61440K, committed 62000K, reserved 1114112K
                """;
        assertThat(ProcessMemory.parseUsedHeap(serial)).hasValue(50);
        assertThat(ProcessMemory.parseUsedHeap(g1)).hasValue(50);
        assertThat(ProcessMemory.parseUsedHeap("no such process")).isEmpty();
        assertThat(ProcessMemory.residentMib(ProcessHandle.current().pid())).isGreaterThan(10);
    }

    @Test
    void readsResourcesOfAProcessAndItsChildren() throws Exception {
        ProcessHandle current = ProcessHandle.current();
        Assumptions.assumeTrue(ProcessCounts.cpuTime(current).isPresent(), "no /proc");
        Duration before = ProcessCounts.cpuTimeOfEndedChildren(current).orElseThrow();
        Process busy =
                new ProcessBuilder("sh", "-c", "n=0; while [ $n -lt 300000 ]; do n=$((n+1)); done")
                        .start();
        assertThat(ProcessCounts.residentMib(List.of(current)))
                .isGreaterThanOrEqualTo(ProcessMemory.residentMib(current.pid()));
        assertThat(busy.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessCounts.cpuTimeOfEndedChildren(current).orElseThrow())
                .isGreaterThan(before);
        assertThat(ProcessCounts.cpuTime(current).orElseThrow())
                .isGreaterThan(ProcessCounts.cpuTimeOfEndedChildren(current).orElseThrow());
        assertThat(ProcessCounts.threads(current.pid()).orElseThrow()).isGreaterThan(5);
        assertThat(ProcessCounts.descriptors(current.pid()).orElseThrow()).isGreaterThan(3);
        assertThat(ProcessCounts.threads(0)).isEmpty();
    }
}
