package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentTableTest {
    private static List<List<String>> rows(String agents) throws Exception {
        return AgentTable.of(new ObjectMapper().readTree("{\"agents\":[" + agents + "]}")).rows();
    }

    @Test
    void showsWhoServesAnAgentAndWhatItCan() throws Exception {
        List<List<String>> rows =
                rows(
                        """
                        {"agent":"auditor","about":"Reads the books","capabilities":["finance","review"],
                         "model":"primary","mode":"restricted","mayAsk":true,
                         "work":{"runners":2,"slots":3,"queued":4,"running":1}}\
                        """);
        assertThat(rows.getFirst())
                .containsExactly(
                        "AGENT", "STATE", "QUEUED", "RUNNING", "RUNNERS", "SLOTS", "MODEL", "MODE",
                        "CAN", "ABOUT");
        assertThat(rows.getLast())
                .containsExactly(
                        "auditor",
                        "open",
                        "4",
                        "1",
                        "2",
                        "3",
                        "primary",
                        "restricted",
                        "finance, review",
                        "Reads the books");
    }

    @Test
    void saysThatNobodyServesOneAndThatAnotherIsNotKnown() throws Exception {
        assertThat(
                        rows(
                                """
                                {"agent":"a","mode":"full","mayAsk":true,
                                 "work":{"runners":0,"slots":0,"queued":1,"running":0}},
                                {"agent":"b","mode":"full","mayAsk":true}\
                                """))
                .extracting(row -> row.get(1))
                .containsExactly("STATE", "unserved", "unknown");
    }

    @Test
    void saysWhichAreHeldUp() throws Exception {
        String agents =
                """
                {"agents":[{"agent":"a","mode":"full","mayAsk":true,"work":{"runners":1}},
                 {"agent":"b","mode":"full","mayAsk":true,"work":{"runners":1}},
                 {"agent":"c","mode":"full","mayAsk":true}]}\
                """;
        assertThat(states(agents, "{\"stops\":[],\"paused\":[{\"pool\":\"b\",\"by\":\"Ada\"}]}"))
                .containsExactly("open", "paused", "unknown");
        assertThat(states(agents, "{\"stops\":[{\"lane\":1}],\"paused\":[{\"pool\":\"b\"}]}"))
                .containsExactly("stopped", "stopped", "unknown");
    }

    private static List<String> states(String agents, String holds) throws Exception {
        ObjectNode answer = (ObjectNode) new ObjectMapper().readTree(agents);
        AgentTable.withHolds(answer, new ObjectMapper().readTree(holds));
        return AgentTable.of(answer).rows().stream().skip(1).map(row -> row.get(1)).toList();
    }

    @Test
    void saysWhichAgentsAreNotForTheCaller() throws Exception {
        assertThat(
                        rows(
                                """
                                {"agent":"a","mode":"full","mayAsk":false,"about":"Counts"},
                                {"agent":"b","mode":"full","mayAsk":false}\
                                """))
                .extracting(List::getLast)
                .containsExactly("ABOUT", "not for you: Counts", "not for you");
    }

    @Test
    void namesCannotWriteToATerminal() throws Exception {
        assertThat(
                        rows(
                                """
                                {"agent":"a\\u001b[31m","mode":"full","about":"one\\ntwo\\u202e","mayAsk":true}\
                                """))
                .hasSize(2)
                .allSatisfy(row ->
                        assertThat(String.join("", row)).doesNotContain("\u001b", "\n", "\u202e"));
    }
}
