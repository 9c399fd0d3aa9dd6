package dev.crayfleet.agents.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CommandOutputTest {
    private static final CommandSettings.Pointers POINTERS =
            new CommandSettings.Pointers(
                    "/result",
                    "/is_error",
                    "/model",
                    "/cost",
                    new CommandSettings.Tokens("/usage/in", "/usage/out", "/usage/read", ""));

    @Test
    void readsTheLastObjectByPointers() {
        String printed =
                """
                {"type":"begin"}
                {"result":" 100 ","is_error":false,"model":"m","cost":0.0125,"usage":{"in":5,"out":6,"read":7}}
                """;
        assertThat(CommandOutput.of(printed, POINTERS))
                .isEqualTo(
                        new CommandOutput(
                                "100", null, "m", new Usage(5, 6, 7, 0), new BigDecimal("0.0125")));
    }

    @Test
    void takesTheWholeOutputWithoutPointers() {
        assertThat(CommandOutput.of("\n100\n", CommandSettings.Pointers.NONE).text())
                .isEqualTo("100");
    }

    @Test
    void reportsErrors() {
        assertThat(CommandOutput.of("oops", POINTERS).error()).contains("something else");
        assertThat(CommandOutput.of("{\"is_error\": true}", POINTERS).error())
                .isEqualTo("It said that it failed.");
        assertThat(CommandOutput.of("{\"is_error\": \"no credit\"}", POINTERS).error())
                .isEqualTo("no credit");
        assertThat(CommandOutput.of("{\"result\": \"x\"}", POINTERS).usage()).isNull();
    }

    @Test
    void ignoresImpossibleCosts() {
        for (String cost : new String[] {"1e100000000", "1e-100000000", "-1", "1e7"}) {
            assertThat(CommandOutput.of("{\"cost\": %s}".formatted(cost), POINTERS).costUsd())
                    .isNull();
        }
    }
}
