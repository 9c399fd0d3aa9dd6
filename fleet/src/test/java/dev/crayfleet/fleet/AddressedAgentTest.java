package dev.crayfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressedAgentTest {
    private static final Fleet FLEET =
            ((FleetReading.Valid)
                            FleetFile.read(
                                    """
                                    agents:
                                      manager: {}
                                      tech-lead: {identity: {name: The Chief}}
                                    """
                                            .getBytes(StandardCharsets.UTF_8)))
                    .fleet();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manager, plan the week|manager",
                "  Manager: plan the week|manager",
                "@manager, plan the week|manager",
                "Tech lead, is it sound?|tech-lead",
                "tech-lead: is it sound?|tech-lead",
                "the chief, is it sound?|tech-lead"
            })
    void findsTheAgentThatIsSpokenTo(String text, String agent) {
        assertThat(AddressedAgent.find(FLEET, text)).map(Agent::name).contains(agent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "@",
                "manager",
                "manager plan the week",
                "the manager, she said",
                "auditor, look at this",
                "manager\n, plan",
                "ask the manager: what is up?"
            })
    void findsNoneInOtherTexts(String text) {
        assertThat(AddressedAgent.find(FLEET, text)).isEmpty();
    }

    @Test
    void looksNoFurtherThanANameReaches() {
        assertThat(AddressedAgent.find(FLEET, "x".repeat(1_000_000) + ", go")).isEmpty();
        assertThat(AddressedAgent.find(FLEET, " ".repeat(1_000_000) + "manager, go")).isEmpty();
    }

    @Test
    void findsNoneWithoutAFleetFile() {
        assertThat(AddressedAgent.find(Fleet.open(), "manager, plan the week")).isEmpty();
    }
}
