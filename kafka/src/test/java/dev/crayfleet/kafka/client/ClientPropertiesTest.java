package dev.crayfleet.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {
    private static final String LOGIN =
            "sasl.jaas.config=Login required username=\"ada\" password=\"made-up\";\n";

    @TempDir private Path folder;

    private Path file(String text, String permissions) throws Exception {
        Path file = folder.resolve("client.properties");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aFileIsReadAndVariablesWin() throws Exception {
        Path file =
                file(
                        "# comment\nsecurity.protocol = SASL_SSL \nlinger.ms=5\n" + LOGIN,
                        "rw-r-----");
        Map<String, String> client =
                ClientProperties.of(
                        Map.of(
                                "CRAYFLEET_KAFKA_CLIENT_CONFIG",
                                file.toString(),
                                "CRAYFLEET_KAFKA_SECURITY_PROTOCOL",
                                "SASL_PLAINTEXT",
                                "CRAYFLEET_KAFKA_SASL_MECHANISM",
                                "",
                                "CRAYFLEET_KAFKA_IMAGE",
                                "of something else",
                                "KAFKA_SSL_PROTOCOL",
                                "of somebody else"));
        assertThat(client)
                .containsOnlyKeys("security.protocol", "linger.ms", "sasl.jaas.config")
                .containsEntry("security.protocol", "SASL_PLAINTEXT");
        assertThat(ClientLogin.user(client)).contains("ada");
        assertThat(ClientLogin.secrets(client)).containsExactly("made-up");
    }

    /** Kafka reads all these; each was a password that is masked nowhere. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "username='ada' password='made-up';|made-up",
                "username=ada password=made-up;|made-up",
                "username = 'ada' password = 'it is \"made up\"' ;|it is \"made up\"",
                "username=\"ada\" password=\"it's made-up\";|it's made-up",
                "username=\"ada\" password=\"made\\\"up\";|made\"up",
                "username='ada' clientSecret='made-up';|made-up"
            })
    void aPasswordIsFoundHoweverItIsQuoted(String options, String password) {
        Map<String, String> client =
                Map.of("sasl.jaas.config", "some.LoginModule required " + options);
        assertThat(ClientLogin.user(client)).contains("ada");
        assertThat(ClientLogin.password(client)).contains(password);
        assertThat(ClientLogin.secrets(client)).contains(password);
    }

    @Test
    void withoutThemThereAreNone() {
        assertThat(ClientProperties.of(Map.of("PATH", "/bin"))).isEmpty();
        assertThat(ClientLogin.user(Map.of())).isEmpty();
    }

    @Test
    void aFileThatEverybodyMayReadIsRefused() throws Exception {
        Path file = file(LOGIN, "rw-r--r--");
        assertThatThrownBy(() -> ClientProperties.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chmod o-r")
                .hasMessageNotContaining("made-up");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ClientProperties.read(folder.resolve("none")))
                .hasMessageContaining("there is no file " + folder.resolve("none"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jass.config=username=\"ada\" password=\"made-up\"",
                "bootstrap.servers=made-up:9092",
                "sasl.jaas.config=\\u12 made-up",
            })
    void whatCannotBeMeantIsRefusedAndNotQuoted(String line) throws Exception {
        Path file = file(line, "rw-------");
        assertThatThrownBy(() -> ClientProperties.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("made-up");
    }

    @Test
    void aMistypedVariableIsTold() {
        assertThatThrownBy(() ->
                        ClientProperties.of(Map.of("CRAYFLEET_KAFKA_SASL_MECHANIMS", "made-up")))
                .hasMessage(
                        "CRAYFLEET_KAFKA_SASL_MECHANIMS is no setting of a Kafka client; did you mean sasl.mechanism?");
    }

    @Test
    void aFileHasABound() throws Exception {
        Path file = file("#" + "x".repeat(64 * 1024), "rw-------");
        assertThatThrownBy(() -> ClientProperties.read(file)).hasMessageContaining("larger");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "ssl.keystore.password",
                "ssl.key.password",
                "ssl.keystore.key"
            })
    void aSecretAmongTheArgumentsIsRefused(String name) {
        Properties arguments = new Properties();
        arguments.setProperty("crayfleet.kafka." + name, "made-up");
        assertThatThrownBy(() -> ClientLogin.requireNoSecretAmong(arguments))
                .hasMessageStartingWith("-Dcrayfleet.kafka." + name + " is an argument")
                .hasMessageNotContaining("made-up");
    }

    @Test
    void whatIsNoSecretMayBeAnArgument() {
        Properties arguments = new Properties();
        arguments.setProperty("crayfleet.kafka.security.protocol", "SSL");
        arguments.setProperty("other.password", "made-up");
        ClientLogin.requireNoSecretAmong(arguments);
    }

    @Test
    void settingsDoNotPrintThem() {
        assertThat(
                        KafkaSettings.of(
                                "127.0.0.1:1",
                                Map.of(
                                        "sasl.jaas.config",
                                        "L required username=\"ada\" password=\"made-up\";")))
                .asString()
                .contains("ada")
                .doesNotContain("made-up");
    }
}
