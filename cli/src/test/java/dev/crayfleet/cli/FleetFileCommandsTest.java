package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetFileCommandsTest {
    private static final String FILE =
            """
            roles:
              lead: {members: [local], may: ["*"]}
              member: {members: ["discord:*"], may: [submit], limits: {timeout: 1h}}
            """;

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = Crayfleet.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(args);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void aValidFileIsToldWithItsVersion() throws IOException {
        String file = file("fleet.yaml", FILE);
        assertThat(run("fleet", "check", file)).isZero();
        assertThat(out.toString())
                .matches(
                        "\\Q"
                                + file
                                + "\\E is valid: 2 roles, 0 agents, 0 approvals; version [0-9a-f]{8}\\R");
    }

    @Test
    void allFaultsAreToldAsCompilersDo() throws IOException {
        String file = file("fleet.yaml", "roles:\n  r:\n    may: [sumbit]\n    mide: full\n");
        assertThat(run("fleet", "check", file)).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        file
                                + ":3:11: roles.r.may[0]: \"sumbit\" is no right; did you mean \"submit\"?",
                        file + ":4:5: roles.r: \"mide\" is no known key; did you mean \"mode\"?");
    }

    @Test
    void faultsAreToldAsJson() throws IOException {
        String file = file("fleet.yaml", "roles: {r: {may: fly}}");
        assertThat(run("fleet", "check", "--json", file)).isEqualTo(1);
        JsonNode told = new ObjectMapper().readTree(out.toString());
        assertThat(told.path("valid").asBoolean(true)).isFalse();
        assertThat(told.at("/problems/0/line").asInt()).isEqualTo(1);
        assertThat(told.at("/problems/0/column").asInt()).isEqualTo(18);
        assertThat(told.at("/problems/0/path").asText()).isEqualTo("roles.r.may");
        assertThat(told.path("more").asInt(-1)).isZero();
        assertThat(told.has("version")).isFalse();
    }

    @Test
    void remarksAreToldOfAFileThatMayLockItsOwnerOut() throws IOException {
        String file = file("fleet.yaml", "roles: {r: {may: submit, members: 'discord:*'}}");
        assertThat(run("fleet", "check", file)).isZero();
        assertThat(out.toString())
                .contains("look: nobody may stop the whole fleet", "look: no role has the member");
        assertThat(run("fleet", "check", "--json", file)).isZero();
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThat(run("fleet", "check", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml cannot be read: it is not there");
        assertThat(run("fleet", "check", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("cannot be read: it is a folder");
    }

    @Test
    void whatTerminalsObeyIsNotShown() throws IOException {
        String file = file("fleet.yaml", "\"ro\\eles[31m\": {}\n");
        assertThat(run("fleet", "check", file)).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("\u001b").contains("is no known key");
    }

    @Test
    void aFileIsShownInSentencesAndInItsCanonicalForm() throws IOException {
        String file = file("fleet.yaml", FILE);
        assertThat(run("fleet", "show", file)).isZero();
        assertThat(out.toString())
                .contains("  member: everybody at Discord", "    may submit tasks", "at most 1 h");
        out.getBuffer().setLength(0);
        assertThat(run("fleet", "show", "--json", file)).isZero();
        assertThat(out.toString()).startsWith("{\"roles\":{\"lead\":{\"members\":[\"local\"]");
    }

    @Test
    void aBrokenFileIsNotShown() throws IOException {
        String file = file("fleet.yaml", "roles: [");
        assertThat(run("fleet", "show", file)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(file + ":1:9: this is no YAML");
    }

    @Test
    void aChangeIsSaidInSentences() throws IOException {
        String before = file("before.yaml", FILE);
        String after = file("after.yaml", FILE.replace("1h", "2h"));
        assertThat(run("fleet", "diff", before, after)).isZero();
        assertThat(out.toString().strip())
                .isEqualTo("role member: time-out: at most 2 h, was at most 1 h");
        assertThat(run("fleet", "diff", before, before)).isZero();
        assertThat(err.toString()).contains("nothing changes");
        assertThat(run("fleet", "diff", before, file("broken.yaml", "x"))).isEqualTo(1);
    }

    @Test
    void theCommandIsMisusedWithoutAWordWhatFor() {
        assertThat(run("fleet")).isEqualTo(2);
        assertThat(err.toString()).contains("check, show, diff, apply or history?");
    }
}
