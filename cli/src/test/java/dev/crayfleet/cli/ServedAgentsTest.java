package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which agents {@code crayfleet runner --agents} serves. */
class ServedAgentsTest {
    private static final String FILE = "crayfleet.runner.fleet-file";
    private static final String FLEET =
            """
            agents:
              manager: {slots: 2}
              auditor: {}
              webster: {slots: 3, mode: restricted}
            """;
    @TempDir private Path folder;
    private final Map<String, String> known = new HashMap<>();

    @BeforeEach
    void writeFile() throws IOException {
        known.put(FILE, Files.writeString(folder.resolve("fleet.yaml"), FLEET).toString());
    }

    private Map<String, String> typed(String agents) {
        return ServedAgents.settings(agents, known::get);
    }

    @Test
    void allAreThoseOfTheFleetFileWithTheSlotsThatItSays() {
        assertThat(typed("all"))
                .isEqualTo(
                        Map.of(
                                "crayfleet.runner.agents",
                                "auditor=1,manager=2,webster=3",
                                "crayfleet.runner.agents-folder",
                                folder.toString()));
        known.put("crayfleet.runner.agents", "all");
        assertThat(ServedAgents.settings(null, known::get))
                .containsEntry("crayfleet.runner.agents", "auditor=1,manager=2,webster=3");
    }

    @Test
    void someAreLookedUpThere() {
        assertThat(typed("Webster, auditor=5"))
                .containsEntry("crayfleet.runner.agents", "webster=3,auditor=5");
        assertThatThrownBy(() -> typed("webstr"))
                .isInstanceOf(CommandLines.RefusedException.class)
                .hasMessage(
                        "\"webstr\" is no agent of %s; did you mean \"webster\"?"
                                .formatted(folder.resolve("fleet.yaml")));
        assertThatThrownBy(() -> typed("zzz"))
                .hasMessageEndingWith("there are: auditor, manager, webster");
    }

    @Test
    void withoutAFileTheyAreTakenAsTheyAre() {
        known.remove(FILE);
        assertThat(typed("somebody=2")).isEqualTo(Map.of("crayfleet.runner.agents", "somebody=2"));
        assertThat(ServedAgents.settings(null, known::get)).isEmpty();
        known.put(FILE, folder.resolve("none.yaml").toString());
        assertThatThrownBy(() -> typed("somebody")).hasMessageContaining("it is not there");
    }

    @Test
    void saysWhereTheFileIsWrong() throws IOException {
        Files.writeString(folder.resolve("fleet.yaml"), "agents:\n  manager: {slotz: 1}\n");
        assertThatThrownBy(() -> typed("all"))
                .isInstanceOf(CommandLines.RefusedException.class)
                .hasMessageContaining("fleet.yaml:2:")
                .hasMessageContaining("slots");
    }

    @Test
    void leavesOutWhatIsSaidOfAgentsThatOtherRunnersServe() {
        known.put("crayfleet.runner.executors", "manager=command,auditor=demo,default=noop");
        known.put("crayfleet.runner.agent-gateways", "auditor=ws://127.0.0.1:1");
        known.put("crayfleet.runner.gateway-port", "19000");
        known.put("crayfleet.runner.agent-gateway-ports", "webster=19500");
        assertThat(typed("manager"))
                .containsEntry("crayfleet.runner.executors", "manager=command,default=noop")
                .containsEntry("crayfleet.runner.agent-gateways", "")
                .containsEntry("crayfleet.runner.agent-gateway-ports", "manager=19040");
        assertThat(typed("webster,auditor"))
                .containsEntry("crayfleet.runner.executors", "auditor=demo,default=noop")
                .containsEntry(
                        "crayfleet.runner.agent-gateway-ports", "webster=19500,auditor=19020");
    }
}
