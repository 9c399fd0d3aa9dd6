package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Pool;
import org.junit.jupiter.api.Test;

class StopProgressTest {
    @Test
    void isCompleteWhenEveryLaneAndEveryRunnerHasConfirmed() throws Exception {
        StopProgress progress =
                StopProgress.ofStop(
                        json(
                                """
                                {"lanes": 2,
                                 "stops": [{"lane": 0, "id": "s"}, {"lane": 1, "id": "s"}],
                                 "runners": [{"runner": "one", "agents": 0}, {"runner": "two", "agents": 0}]}
                                """),
                        "s");
        assertThat(progress.isComplete()).isTrue();
        assertThat(progress.lines("stopped"))
                .containsExactly("all 2 lanes have stopped", "no agent is left on: one, two");
    }

    @Test
    void namesWhatHasNotConfirmed() throws Exception {
        StopProgress progress =
                StopProgress.ofStop(
                        json(
                                """
                                {"lanes": 4,
                                 "stops": [{"lane": 0, "id": "s"}, {"lane": 1, "id": "of-yesterday"}],
                                 "runners": [{"runner": "one", "agents": 0}, {"runner": "two", "agents": 1},
                                             {"runner": "three", "agents": 3}],
                                 "missingLanes": [3]}
                                """),
                        "s");
        assertThat(progress.isComplete()).isFalse();
        assertThat(progress.lines("stopped"))
                .containsExactly(
                        "1 of 4 lanes have stopped",
                        "not yet: lanes 1, 2",
                        "nobody answers for lanes 3",
                        "no agent is left on: one",
                        "two still has 1 agent",
                        "three still has 3 agents");
    }

    @Test
    void aResumeIsCompleteWhenNoLaneIsStopped() throws Exception {
        assertThat(StopProgress.ofResume(json("{\"lanes\": 3, \"stops\": []}")).isComplete())
                .isTrue();
        StopProgress half =
                StopProgress.ofResume(
                        json("{\"lanes\": 3, \"stops\": [{\"lane\": 2}], \"missingLanes\": [0]}"));
        assertThat(half.isComplete()).isFalse();
        assertThat(half.lines("resumed"))
                .containsExactly(
                        "1 of 3 lanes have resumed",
                        "not yet: lanes 2",
                        "nobody answers for lanes 0");
    }

    @Test
    void aPoolIsNotKnownToBeResumedWhileNobodyAnswersForALane() throws Exception {
        Pool pool = new Pool("p");
        String paused = "\"paused\": [{\"pool\": \"p\"}]";
        assertThat(PoolCommands.isConfirmed(json("{\"paused\": []}"), pool, false)).isTrue();
        assertThat(PoolCommands.isConfirmed(json("{" + paused + "}"), pool, false)).isFalse();
        assertThat(
                        PoolCommands.isConfirmed(
                                json("{\"paused\": [], \"missingLanes\": [1]}"), pool, false))
                .isFalse();
        assertThat(
                        PoolCommands.isConfirmed(
                                json("{" + paused + ", \"missingLanes\": [1]}"), pool, true))
                .isTrue();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
