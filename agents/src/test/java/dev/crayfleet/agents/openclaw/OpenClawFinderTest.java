package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenClawFinderTest {
    @TempDir Path root;

    private Path program(String place) throws IOException {
        Path file = root.resolve(place);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private OpenClawFinder finder(String path) {
        return new OpenClawFinder(path, root.resolve("home/me"), root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home/me/.nvm/versions/node/v24.16.0/bin/openclaw",
                "home/me/.local/share/fnm/node-versions/v26.1.0/installation/bin/openclaw",
                "home/me/.volta/bin/openclaw",
                "home/me/.asdf/shims/openclaw",
                "home/me/.npm-global/bin/openclaw",
                "home/me/.local/bin/openclaw",
                "opt/homebrew/bin/openclaw",
                "usr/local/bin/openclaw",
                "opt/openclaw/bin/openclaw"
            })
    void findsTheProgramWhereInstallersPutIt(String place) throws IOException {
        Path installed = program(place);
        assertThat(finder("").find(null)).contains(installed);
    }

    @Test
    void prefersPathAndThenTheNewestNode() throws IOException {
        program("home/me/.nvm/versions/node/v9.1.0/bin/openclaw");
        Path newest = program("home/me/.nvm/versions/node/v24.16.0/bin/openclaw");
        assertThat(finder("").find(null)).contains(newest);
        Path inPath = program("somewhere/openclaw");
        assertThat(finder(root.resolve("somewhere").toString()).find(null)).contains(inPath);
    }

    @Test
    void findsANamedProgramOrFails() throws IOException {
        Path named = program("mine/claw");
        assertThat(finder("").find(named)).contains(named);
        assertThat(finder(root.resolve("mine").toString()).find(Path.of("claw"))).contains(named);
        assertThatThrownBy(() -> finder("").find(root.resolve("nothing")))
                .hasMessageContaining("no program that can be run");
        assertThat(finder("").find(null)).isEmpty();
    }
}
