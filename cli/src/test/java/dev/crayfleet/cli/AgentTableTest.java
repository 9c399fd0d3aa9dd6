package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
