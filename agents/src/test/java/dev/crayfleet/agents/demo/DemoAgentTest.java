package dev.crayfleet.agents.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoAgentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Calculate 25 × 4 | 25 × 4 = 100",
                "What is 2 + 3 * 4? | 2 + 3 * 4 = 14",
                "(2+3)*4 please | (2+3)*4 = 20",
                "0.1 + 0.2 | 0.1 + 0.2 = 0.3",
                "10 ÷ 4 | 10 ÷ 4 = 2.5",
                "1/3 | 1/3 = 0.33333333333333333333",
                "5 x 5 | 5 x 5 = 25",
                "3 - -2 | 3 - -2 = 5",
                "-4 + 1 | -4 + 1 = -3",
                "100 × 10 | 100 × 10 = 1000",
                "7 / 0 | 7 / 0 is not defined: division by zero",
                "2 (3) | The demo agent was asked: 2 (3)",
                "Ticket 42 is open | The demo agent was asked: Ticket 42 is open",
                "version 1.2.3 + 1 | The demo agent was asked: version 1.2.3 + 1",
            })
    void calculatesOrRepeatsThePrompt(String prompt, String answer) {
        assertThat(DemoAgent.answer(prompt)).isEqualTo(answer);
    }

    @Test
    void answersHugeExpressions() {
        assertThat(DemoAgent.answer("(".repeat(100_000))).isNotBlank();
        assertThat(DemoAgent.answer("1+".repeat(100_000))).isNotBlank();
        assertThat(DemoAgent.answer("9".repeat(400) + "×" + "9".repeat(90))).isNotBlank();
    }
}
