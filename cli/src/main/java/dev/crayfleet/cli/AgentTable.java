package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The dispatcher's list of named agents as a table. */
final class AgentTable {
    private static final int ABOUT_CHARS = 120;

    private AgentTable() {}

    /**
     * @param answer of {@code GET /agents}, with what holds each agent up as {@link #withHolds}
     *     adds it
     */
    static StateTable of(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "AGENT",
                        "STATE",
                        "QUEUED",
                        "RUNNING",
                        "RUNNERS",
                        "SLOTS",
                        "MODEL",
                        "THINKING",
                        "MODE",
                        "CAN",
                        "DELEGATES TO",
                        "ABOUT"));
        for (JsonNode agent : answer.path("agents")) {
            JsonNode work = agent.path("work");
            rows.add(
                    List.of(
                            PoolTable.name(agent.path("agent")),
                            work.isMissingNode() ? "unknown" : PoolTable.state(answer, agent, work),
                            work.path("queued").asText(),
                            work.path("running").asText(),
                            work.path("runners").asText(),
                            work.path("slots").asText(),
                            PoolTable.name(agent.path("model")),
                            PoolTable.name(agent.path("thinking")),
                            agent.path("mode").asText(),
                            joined(agent.path("capabilities")),
                            joined(agent.path("mayDelegateTo")),
                            about(agent)));
        }
        return new StateTable(rows, 1).withoutEmptyColumns();
    }

    /**
     * Adds {@code paused} to each agent that is, and {@code stops} to the whole.
     *
     * @param agents answer of {@code GET /agents}, which is changed
     * @param holds answer of {@code GET /stop}
     */
    static void withHolds(ObjectNode agents, JsonNode holds) {
        PoolTable.withHolds(agents, "agents", "agent", holds);
    }

    private static String joined(JsonNode words) {
        StringJoiner joined = new StringJoiner(", ");
        words.forEach(each -> joined.add(PoolTable.name(each)));
        return joined.toString();
    }

    private static String about(JsonNode agent) {
        String about = agent.path("about").asText();
        String said =
                agent.path("mayAsk").asBoolean(true)
                        ? about
                        : "not for you" + (about.isEmpty() ? "" : ": " + about);
        return Limits.cut(Texts.oneLine(said), ABOUT_CHARS);
    }
}
