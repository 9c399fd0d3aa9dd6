package dev.crayfleet.agents.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ask auditor to review X | auditor | review X",
                "manager, ask the tech-lead to have the auditor review X | tech-lead | have the auditor review X",
                "have the auditor review X | auditor | review X",
                "Manager,  please ask the Auditor to add 1 + 1 | auditor | add 1 + 1",
            })
    void findsWhoIsToDoWhat(String prompt, String agent, String instruction) {
        DemoAsk ask = DemoAsk.of(prompt).orElseThrow();
        assertThat(ask.agent().value()).isEqualTo(agent);
        assertThat(ask.instruction()).isEqualTo(instruction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Calculate 1 + 1",
                "I ask the auditor to review X",
                "ask the auditor",
                "ask the auditor to",
                "have fun",
                "ask ../x to do it",
            })
    void leavesOtherPromptsToTheDemoAgentItself(String prompt) {
        assertThat(DemoAsk.of(prompt)).isEqualTo(Optional.empty());
    }

    @Test
    void takesLongPromptsAsWell() {
        assertThat(DemoAsk.of("ask ".repeat(100_000))).isEmpty();
        assertThat(DemoAsk.of(" ".repeat(100_000) + "x")).isEmpty();
        assertThat(DemoAsk.of("ask a to b" + "\nc".repeat(100_000))).isPresent();
    }
}
