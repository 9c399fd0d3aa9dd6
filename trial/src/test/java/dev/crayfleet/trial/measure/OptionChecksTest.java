package dev.crayfleet.trial.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class OptionChecksTest {
    private final OptionChecks checks =
            new OptionChecks(new CommandLine(CommandSpec.create()).getCommandSpec());

    @Test
    void aNumberOutsideIsRefused() {
        assertThat(checks.range("--slots", 1, 1, 9).range("--slots", 9, 1, 9)).isSameAs(checks);
        assertThatThrownBy(() -> checks.range("--slots", -1, 1, 9))
                .isInstanceOf(ParameterException.class)
                .hasMessage("--slots takes 1 to 9, not -1");
    }

    @Test
    void aFileThatCouldNotBeWrittenInTheEndIsRefused(@TempDir Path folder) throws Exception {
        assertThat(
                        checks.writable("--json", null)
                                .writable("--json", folder.resolve("new.json"))
                                .writable("--json", Files.createFile(folder.resolve("old.json"))))
                .isSameAs(checks);
        assertThatThrownBy(() -> checks.writable("--json", folder.resolve("nowhere/x.json")))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("there is no folder " + folder.resolve("nowhere"));
        assertThatThrownBy(() -> checks.writable("--json", folder))
                .hasMessageContaining("that file cannot be written");
    }
}
