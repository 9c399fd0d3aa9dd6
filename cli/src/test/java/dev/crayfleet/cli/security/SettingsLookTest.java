package dev.crayfleet.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.machine.SecretPath;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings come from, and which files of secrets belong to them. */
class SettingsLookTest {
    @TempDir private Path folder;

    private SettingsLook look(Map<String, String> environment, List<List<Path>> handedIn) {
        return new SettingsLook(
                new Target(
                        Optional.empty(),
                        List.of(),
                        () -> KafkaSettings.of("127.0.0.1:1"),
                        KafkaUsers.of(List.of()),
                        environment,
                        Optional.of(folder.resolve("discord-config.env")),
                        handedIn,
                        Map.of(),
                        folder.resolve(".crayfleet")));
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theEnvironmentWinsOverTheFileForDiscord() throws Exception {
        write("discord-config.env", "GUILD_ID=77\nDISCORD_ALLOWED_BOTS=*\n");
        SettingsLook look = look(Map.of("DISCORD_ALLOWED_BOTS", "5"), List.of());
        assertThat(look.guildId()).isEqualTo("77");
        assertThat(look.settings())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.isOwn()).isTrue();
                    assertThat(each.discord()).containsEntry("discord.allowed-bots", "5");
                });
        assertThat(look.unread()).isEmpty();
    }

    @Test
    void filesThatAreHandedInTakeItsPlaceAndLaterOnesWin() throws Exception {
        Path common = write("crayfleet.env", "CRAYFLEET_SIGNING_REQUIRED=false\nA='b c' # d\n");
        Path ingest = write("ingest.env", "export CRAYFLEET_SIGNING_REQUIRED=true\n");
        SettingsLook look = look(Map.of("X", "y"), List.of(List.of(common, ingest)));
        assertThat(look.settings())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.isOwn()).isFalse();
                    assertThat(each.name()).isEqualTo(common + ", " + ingest);
                    assertThat(each.variables())
                            .containsOnly(
                                    Map.entry("CRAYFLEET_SIGNING_REQUIRED", "true"),
                                    Map.entry("A", "b c"));
                });
    }

    @Test
    void whatCannotBeReadIsSaid() throws Exception {
        write("discord-config.env/not", "a folder");
        SettingsLook look = look(Map.of(), List.of());
        assertThat(look.settings()).hasSize(1);
        assertThat(look.unread())
                .singleElement()
                .satisfies(each -> assertThat(each.why()).contains("is a folder"));
    }

    @Test
    void filesOfSecretsAreThoseThatAreNamedOrThere() throws Exception {
        Path model = write(".openclaw/openclaw.json", "{}");
        Path local = write(".crayfleet/local.json", "{}");
        SettingsLook look =
                look(
                        Map.of(
                                "HOME",
                                folder.toString(),
                                "CRAYFLEET_SIGNING_KEYS_FILE",
                                "/nowhere/keys",
                                "CRAYFLEET_TOKEN_FILE",
                                "bad\0name"),
                        List.of());
        assertThat(look.secretFiles())
                .contains(
                        new SecretPath(model, "keys of models"),
                        new SecretPath(local, "tokens of the fleet here"),
                        new SecretPath(Path.of("/nowhere/keys"), "signing keys"))
                .noneMatch(each -> each.path().endsWith("header"));
    }
}
