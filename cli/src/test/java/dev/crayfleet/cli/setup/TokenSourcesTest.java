package dev.crayfleet.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSourcesTest {
    @TempDir private Path folder;

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    @Test
    void aFileHasTheTokenAndNothingElse() throws IOException {
        Path file = write("made.up.1\n");
        assertThat(TokenSources.file(file.toString()).value()).isEqualTo("made.up.1");
        assertThat(TokenSources.file(file.toString()).toString()).doesNotContain("made.up.1");
        String large = write("x".repeat(5_000)).toString();
        assertThatThrownBy(() -> TokenSources.file(large)).hasMessageContaining("longer than any");
        assertThatThrownBy(() -> TokenSources.file(folder.resolve("none").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none cannot be read");
    }

    /** Somebody may put the token itself there. */
    @Test
    void aVariableThatIsNotSetIsNotRepeatedWhereItMayBeAToken() {
        String token = "made.up." + "x".repeat(60);
        assertThat(TokenSources.variable("A", Map.of("A", "made.up.1")).value())
                .isEqualTo("made.up.1");
        assertThatThrownBy(() -> TokenSources.variable("B", Map.of()))
                .hasMessageContaining("the variable B is not set");
        assertThatThrownBy(() -> TokenSources.variable(token, Map.of()))
                .hasMessageContaining("takes the name of a variable")
                .hasMessageNotContaining(token);
    }

    @Test
    void openClawsOwnBotsAreFound() throws IOException {
        Path file =
                write(
                        """
                        { // as OpenClaw reads it
                          channels: { discord: { token: '${BOT}', accounts: { a: { token: 'made.up.2' }, b: {} } } } }
                        """);
        assertThat(TokenSources.openClaw(file, Map.of("BOT", "made.up.1")))
                .containsExactly(
                        new FoundToken("made.up.1", file.toString(), true),
                        new FoundToken("made.up.2", file.toString(), true));
        assertThat(TokenSources.openClaw(folder.resolve("none"), Map.of())).isEmpty();
        assertThat(TokenSources.openClaw(write("{ broken"), Map.of())).isEmpty();
    }
}
