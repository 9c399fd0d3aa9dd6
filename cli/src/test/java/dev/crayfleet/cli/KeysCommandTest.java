package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.kafka.signing.SigningKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir private Path folder;

    private record Call(int exitCode, String out, String err) {}

    @Test
    void aKeyIsMadeAndReplaced() throws IOException {
        Path file = folder.resolve("signing.keys");
        assertThat(call("create", file).out()).matches("key-\\d{4}-\\d\\d-\\d\\d signs\\R");
        String old = SigningKeys.read(file).all().getFirst().name();
        assertThat(call("add", file).out()).contains(old + " signs", old + "-2 verifies");
        assertThat(call("remove", file, old).err()).contains("signs; use another one first");
        assertThat(call("use", file, old + "-2").out()).startsWith(old + "-2 signs");
        assertThat(call("remove", file, old).exitCode()).isZero();
        Call list = call("list", file);
        assertThat(list.out()).isEqualToIgnoringNewLines(old + "-2 signs");
        String secret = Files.readString(file).lines().toList().getLast().split(" ")[1];
        assertThat(list.out()).doesNotContain(secret);
    }

    @Test
    void aFileThatIsThereStays() throws IOException {
        Path file = folder.resolve("signing.keys");
        call("create", file);
        String before = Files.readString(file);
        Call again = call("create", file);
        assertThat(again.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(again.err()).contains("is there already; crayfleet keys add adds a key");
        Call content = call("create", "--if-absent", file);
        assertThat(content.exitCode()).isZero();
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void whatIsToBeDoneIsAsked() {
        assertThat(call().err()).contains("create, list, add, use or remove");
        assertThat(call("list", folder.resolve("none")).err()).contains("there is no file");
    }

    private static Call call(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Crayfleet.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(Arrays.stream(words).map(Object::toString).toList());
        all.addFirst("keys");
        int code = command.execute(all.toArray(String[]::new));
        return new Call(code, out.toString(), err.toString());
    }
}
