package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pools and runners as people read them. */
class FleetTablesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String POOLS =
            """
            {"pools": [
              {"pool": "auditor", "awaitingApproval": 2, "queued": 5, "claimed": 0, "running": 0,
               "backingOff": 0, "runners": 0, "slots": 0, "accepted": 7, "succeeded": 0, "failed": 0},
              {"pool": "default", "awaitingApproval": 0, "queued": 1, "claimed": 1, "running": 2,
               "backingOff": 0, "runners": 1, "slots": 3, "accepted": 9, "succeeded": 4, "failed": 1,
               "paceSeconds": 12.5}]}
            """;

    @Test
    void poolsWithWhatWaitsAndWhoServesThem() throws Exception {
        assertThat(lines(PoolTable.of(JSON.readTree(POOLS), NOW)))
                .containsExactly(
                        "POOL     STATE     QUEUED  RUNNING  TO APPROVE  RUNNERS  SLOTS  SUCCEEDED  FAILED  PACE",
                        "auditor  unserved  5       0        2           0        0      0          0",
                        "default  open      1       3                    1        3      4          1       12.5 s");
    }

    @Test
    void aPausedPoolSaysByWhomAndWhy() throws Exception {
        ObjectNode pools = (ObjectNode) JSON.readTree(POOLS);
        JsonNode holds =
                JSON.readTree(
                        """
                        {"stops": [], "paused": [{"pool": "default", "by": "Ada",
                         "reason": "its model\\nis down", "since": "2026-01-02T03:01:05Z"},
                         {"pool": "elsewhere", "by": "Bob"}]}
                        """);
        PoolTable.withHolds(pools, holds);
        assertThat(lines(PoolTable.of(pools, NOW)).getLast())
                .startsWith("default  paused  ")
                .endsWith("paused 3 min ago by Ada: its model is down");
        assertThat(pools.path("pools").path(1).path("paused").path("by").asText()).isEqualTo("Ada");
        assertThat(pools.has("stops")).isFalse();
    }

    @Test
    void aStoppedFleetHasNoOpenPool() throws Exception {
        ObjectNode pools = (ObjectNode) JSON.readTree(POOLS);
        PoolTable.withHolds(pools, JSON.readTree("{\"stops\": [{\"lane\": 1}], \"paused\": []}"));
        assertThat(lines(PoolTable.of(pools, NOW)).subList(1, 3))
                .allMatch(line -> line.contains("  stopped  "));
    }

    @Test
    void runnersWithTheirStandingAndWhatTheyRun() throws Exception {
        JsonNode answer =
                JSON.readTree(
                        """
                        {"runners": [
                         {"runner": "runner-1", "incarnation": "a", "pool": "default",
                          "standing": "ready", "slots": 2, "busy": 1, "silentSeconds": 1.25,
                          "failures": 0, "tasks": ["one\\u001b[2J"]},
                         {"runner": "runner-2", "incarnation": "b", "pool": "default",
                          "standing": "quarantined", "slots": 2, "busy": 0, "silentSeconds": 0.4,
                          "failures": 5, "quarantinedUntil": "2026-01-02T03:04:35Z", "tasks": []},
                         {"runner": "runner-3", "incarnation": "c", "pool": "p", "standing": "ready",
                          "slots": 1, "busy": 0, "silentSeconds": 2, "failures": 5,
                          "quarantinedUntil": "2026-01-02T03:04:00Z",
                          "quarantinedFor": "http:ada", "tasks": []}]}
                        """);
        assertThat(lines(RunnerTable.of(answer, NOW, true)))
                .containsExactly(
                        "RUNNER    STATE        POOL     SLOTS  BUSY  HEARD      NOTE",
                        "runner-1  ready        default  2      1     1.3 s ago  runs one",
                        "runner-2  quarantined  default  2      0     0.4 s ago  5 tasks failed on it; in 30 s one is tried",
                        "runner-3  ready        p        1      0     2 s ago    5 tasks of requester http:ada failed on it; one is tried next");
    }

    @Test
    void whereAndWhatARunnerIsIsShownWhereThereIsRoom() throws Exception {
        JsonNode answer =
                JSON.readTree(
                        """
                        {"runners": [
                         {"runner": "old", "pool": "p", "standing": "ready", "slots": 1, "busy": 0,
                          "silentSeconds": 1, "tasks": []},
                         {"runner": "new", "pool": "p", "standing": "ready", "slots": 1, "busy": 0,
                          "silentSeconds": 1, "host": "build\\u001b[2J-7", "version": "0.1.0",
                          "openclaw": "2026.9.6 (eb377ac)", "tasks": ["a"]}]}
                        """);
        assertThat(lines(RunnerTable.of(answer, NOW, true)))
                .containsExactly(
                        "RUNNER  STATE  POOL  SLOTS  BUSY  HEARD    HOST     VERSION  OPENCLAW            NOTE",
                        "old     ready  p     1      0     1 s ago",
                        "new     ready  p     1      0     1 s ago  build-7  0.1.0    2026.9.6 (eb377ac)  runs a");
        assertThat(lines(RunnerTable.of(answer, NOW, false)))
                .containsExactly(
                        "RUNNER  STATE  POOL  SLOTS  BUSY  HEARD    NOTE",
                        "old     ready  p     1      0     1 s ago",
                        "new     ready  p     1      0     1 s ago  runs a");
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        assertThat(DispatcherCommand.gaps(JSON.readTree("{\"pools\": []}"))).isEmpty();
        assertThat(
                        DispatcherCommand.gaps(
                                JSON.readTree(
                                        "{\"missingLanes\": [1, 2], \"unreachable\": [\"a:1\"]}")))
                .contains(
                        "not complete: nobody answers for lanes [1,2], nothing comes from [\"a:1\"]");
    }

    private static List<String> lines(StateTable table) {
        return table.lines(Integer.MAX_VALUE, false);
    }
}
