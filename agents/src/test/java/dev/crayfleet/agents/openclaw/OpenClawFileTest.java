package dev.crayfleet.agents.openclaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.safety.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClawFileTest {
    @TempDir Path folder;

    private void write(String alias) throws Exception {
        Files.writeString(
                folder.resolve("openclaw.json"),
                "{env: {A_TOKEN: 'made-up-of-%1$s'}, agents: {defaults: {models: {'p/m': {alias: '%1$s'}}}}}"
                        .formatted(alias));
    }

    @Test
    void isReadAgainWhenItHasChanged() throws Exception {
        Secrets secrets = new Secrets();
        OpenClawFile file = new OpenClawFile(folder.resolve("openclaw.json"), secrets);
        assertThat(file.read()).isEqualTo(OpenClawJson.EMPTY);
        write("first");
        OpenClawJson first = file.read();
        assertThat(first.catalog().aliases()).containsOnlyKeys("first");
        assertThat(file.read()).isSameAs(first);
        write("the-second");
        assertThat(file.read().catalog().aliases()).containsOnlyKeys("the-second");
        assertThat(secrets.mask("made-up-of-first made-up-of-the-second")).isEqualTo("*** ***");
    }

    @Test
    void registersTheValueOfASecretVariable() throws Exception {
        Secrets secrets = new Secrets();
        Path path = folder.resolve("openclaw.json");
        Files.writeString(path, "{models: {providers: {p: {apiKey: '${MOONSHOT}'}}}}");
        new OpenClawFile(path, secrets, Map.of("MOONSHOT", "made-up-of-moon", "HOME", "/home/some"))
                .read();
        assertThat(secrets.mask("made-up-of-moon in /home/some")).isEqualTo("*** in /home/some");
    }

    @Test
    void keepsTheLastConfigurationWhereItCannotBeRead() throws Exception {
        OpenClawFile file = new OpenClawFile(folder.resolve("openclaw.json"), new Secrets());
        write("first");
        assertThat(file.lastKnown().catalog().aliases()).containsOnlyKeys("first");
        Files.writeString(file.path(), "{agents: ");
        assertThatThrownBy(file::read)
                .hasMessageContaining(
                        "it is no JSON5, at line 1, column 10: it ends where a value should be");
        assertThat(file.lastKnown().catalog().aliases()).containsOnlyKeys("first");
    }
}
