package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a runner says of itself ends up in terminals and in the ledger. */
class RunnerDetailsTest {
    @Test
    void aHostileRunnerCanNeitherControlATerminalNorFillTheLedger() {
        RunnerDetails details =
                new RunnerDetails(
                        "build\u001b[2J\n-7\u202e",
                        " 0.1.0\t",
                        "\u001b]0;title\u0007" + "x".repeat(1_000_000),
                        Collections.nCopies(1_000, "y".repeat(10_000)));
        assertThat(details.host()).isEqualTo("build -7");
        assertThat(details.version()).isEqualTo("0.1.0");
        assertThat(details.openclaw()).hasSize(60).startsWith("xxx").endsWith("…");
        assertThat(details.abilities()).hasSize(16).allMatch(each -> each.length() == 60);
    }

    @Test
    void aJoinWithoutDetailsIsThatOfAnOlderRunner() {
        String join =
                """
                {"type": "RunnerJoined", "pool": "p", "holder": {"runner": "r", "incarnation": "a"},
                 "slots": 1, "at": "2026-01-02T03:04:05Z"%s}
                """;
        assertThat(details(join.formatted(""))).isNull();
        assertThat(details(join.formatted(", \"details\": {\"host\": \"\", \"version\": \"9\"}")))
                .isEqualTo(new RunnerDetails("", "9", null, List.of()));
        assertThat(new Codec().decodeRun(join.formatted(", \"details\": 7").getBytes()))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    private static @Nullable RunnerDetails details(String join) {
        return new Codec().decodeRun(join.getBytes())
                        instanceof Decoded.Readable<RunMessage>(RunMessage.RunnerJoined joined)
                ? joined.details()
                : new RunnerDetails("it could not be read", "", null, List.of());
    }

    @Test
    void onlyOneThatSaysSoIsAskedForLogs() {
        assertThat(new RunnerDetails("h", "1", null, List.of("logs", "more")).servesLogs())
                .isTrue();
        assertThat(new RunnerDetails("h", "9", null, List.of("more")).servesLogs()).isFalse();
    }

    @Test
    void whatAnAgentPrintedIsBoundedAndHarmless() {
        String text = Samples.answered("\u001b[31mred\u001b[0m\r\n" + "x".repeat(50_000)).text();
        assertThat(text).hasSize(Limits.LOG_TEXT_CHARS).startsWith("red\nxxx");
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        assertThat(Files.readString(Path.of("..", "pom.xml")))
                .containsPattern(
                        "<artifactId>crayfleet[^<]*</artifactId>\\s*<version>"
                                + Release.VERSION
                                + "</version>");
    }
}
