package dev.crayfleet.fleet.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Gate;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.fleet.gate.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of a cluster of eight agents: who may ask whom. */
class ExampleClusterTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("crayfleet.root", "."), "deploy/examples/atomizer");

    private static Fleet fleet() throws IOException {
        return switch (FleetFile.read(Files.readAllBytes(FOLDER.resolve("fleet.yaml")))) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manager|auditor,nx-expert,optimizer,secretary,study-builder,tech-lead,webster",
                "tech-lead|auditor,nx-expert,optimizer,secretary,study-builder,webster",
                "secretary|''",
                "auditor|''",
                "optimizer|''",
                "study-builder|''",
                "nx-expert|''",
                "webster|''"
            })
    void asksWhomTheMatrixAllows(String agent, String others) throws IOException {
        Fleet fleet = fleet();
        Set<String> asked = new TreeSet<>();
        for (String other : fleet.agents().keySet()) {
            Action submit =
                    new Action.Submit(
                            new Action.Request(
                                    new Pool(other),
                                    TaskOptions.NONE,
                                    TaskOptions.NONE,
                                    null,
                                    1,
                                    0));
            Principal principal = new Principal.Agent(agent, new Principal.Local(), Caps.NONE);
            if (!other.equals(agent)
                    && Gate.decide(fleet, principal, submit, each -> Usage.NONE)
                            instanceof Allowed) {
                asked.add(other);
            }
        }
        assertThat(String.join(",", asked)).isEqualTo(others);
    }

    @Test
    void everyAgentHasAHomeWithACharacter() throws IOException {
        assertThat(fleet().agents()).hasSize(8);
        for (Agent agent : fleet().agents().values()) {
            assertThat(FOLDER.resolve(String.valueOf(agent.home())).resolve("SOUL.md"))
                    .isNotEmptyFile();
        }
    }
}
