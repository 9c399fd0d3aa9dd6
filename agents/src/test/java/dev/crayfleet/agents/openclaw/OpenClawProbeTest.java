package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class OpenClawProbeTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "made-up-key-1";

    @TempDir Path folder;

    private String version(String body, Duration timeout) throws Exception {
        Path program =
                Files.writeString(folder.resolve("openclaw"), "#!/bin/sh\n%s\n".formatted(body));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return probe(program, timeout).version();
    }

    private static OpenClawProbe probe(Path program, Duration timeout) {
        Secrets secrets = new Secrets();
        secrets.add(SECRET);
        return new OpenClawProbe(
                program,
                new ProcessSettings(
                        new EnvironmentSettings(
                                Map.of("PATH", "/usr/bin:/bin", "KAFKA_PASSWORD", SECRET),
                                List.of(),
                                null),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        1_000,
                        ResourceLimits.NONE,
                        secrets),
                timeout);
    }

    @Test
    void isToldTheVersionInOneLine() throws Exception {
        assertThat(version("echo \"OpenClaw 2026.9.6 $1\"; echo more", LONG))
                .isEqualTo("OpenClaw 2026.9.6 --version");
    }

    @Test
    void startsItAsAgentsAreStarted() throws Exception {
        assertThat(
                        version(
                                "test -w \"$TMPDIR\" && echo \"$OPENCLAW_NO_RESPAWN,$KAFKA_PASSWORD,\"",
                                LONG))
                .isEqualTo("1,,");
    }

    @Test
    void saysWhyItDoesNotStart() {
        assertThatThrownBy(() ->
                        version("echo one >&2; echo '\u001b[31mno libx.so' >&2; exit 3", LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "%s does not start: asked for its version it ended with code 3: no libx.so",
                        folder.resolve("openclaw"));
        assertThatThrownBy(() -> version("exit 0", LONG))
                .hasMessageEndingWith("ended with code 0.");
        assertThatThrownBy(() -> probe(folder.resolve("gone"), LONG).version())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.resolve("gone").toString());
    }

    @Test
    void waitsNoLongerThanItsTimeAndLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() ->
                        version(
                                "echo $$ > %s; trap '' TERM; while :; do sleep 1; done"
                                        .formatted(folder.resolve("pid")),
                                Duration.ofSeconds(1)))
                .hasMessageEndingWith("does not start: it did not say its version within 1 s.");
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void showsNoSecretAndNoEndlessLine() {
        assertThatThrownBy(() -> version("echo %s >&2; exit 1".formatted(SECRET), LONG))
                .hasMessageNotContaining(SECRET);
        assertThatThrownBy(
                        () -> version("head -c 100000 /dev/zero | tr '\\0' 'x' >&2; exit 1", LONG))
                .extracting(Throwable::getMessage, as(STRING))
                .hasSizeLessThan(1_000);
    }
}
