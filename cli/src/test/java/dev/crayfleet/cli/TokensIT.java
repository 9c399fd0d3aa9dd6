package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenFile;
import dev.crayfleet.kafka.fleet.TokenTable;
import dev.crayfleet.kafka.fleet.TokenTable.Found;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code token} over a real broker, on which nothing of ours has run before. */
class TokensIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private EmbeddedKafka kafka;

    private record Call(int exitCode, String out, String err) {}

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aTokenIsShownOnceAndCanBeRevoked() throws Exception {
        assertThat(call("list").out()).isEqualToIgnoringNewLines("no tokens");
        Call created =
                call("create", "ci", "--role", "lead", "--role", "billing", "--expires", "90d");
        assertThat(created.exitCode()).as(created.err()).isZero();
        String token = created.out().strip();
        assertThat(BearerToken.isWellFormed(token)).isTrue();
        assertThat(created.err()).contains("it is not shown again").doesNotContain(token);
        assertThat(found(token)).isInstanceOf(Found.Valid.class);

        assertThat(call("create", "ci").err()).contains("there is a token ci already");
        Call list = call("list");
        assertThat(list.out())
                .contains("NAME", "ci", "lead, billing", "in 89 d")
                .doesNotContain(token, BearerToken.hash(token));
        JsonNode json = JSON.readTree(call("list", "--json").out());
        assertThat(json.path(0).path("roles").toString()).isEqualTo("[\"lead\",\"billing\"]");
        assertThat(
                        Duration.between(
                                Instant.parse(json.path(0).path("createdAt").asText()),
                                Instant.parse(json.path(0).path("expiresAt").asText())))
                .isEqualTo(Duration.ofDays(90));
        assertThat(json.toString()).doesNotContain(token, BearerToken.hash(token));

        assertThat(call("revoke", "cj").err()).contains("there is no token \"cj\"; there are: ci");
        Call revoked = call("revoke", "ci");
        assertThat(revoked.exitCode()).isZero();
        assertThat(revoked.err()).contains("token ci is revoked", "it was the last one");
        assertThat(found(token)).isInstanceOf(Found.Revoked.class);
        assertThat(call("revoke", "ci").exitCode()).isEqualTo(CommandLines.REFUSED);
    }

    @Test
    void aTokenMayGoToAFileAndStayThere() throws Exception {
        Path file = folder.resolve("made/header");
        Path hash = folder.resolve("made/hash");
        String[] words = {
            "create",
            "first",
            "--if-absent",
            "--file",
            file.toString(),
            "--hash-file",
            hash.toString()
        };
        Call created = call(words);
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out()).isEmpty();
        String token = TokenFile.token(file);
        assertThat(Files.readString(file)).isEqualTo("Authorization: Bearer " + token + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(found(token)).isInstanceOf(Found.Valid.class);
        assertThat(TokenFile.hash(hash)).isEqualTo(BearerToken.hash(token));
        assertThat(Files.readString(hash)).doesNotContain(token);
        Files.delete(hash);

        assertThat(call(words).err()).contains("token first is in");
        assertThat(TokenFile.hash(hash)).isEqualTo(BearerToken.hash(token));
        assertThat(TokenFile.token(file)).isEqualTo(token);

        // Kafka has lost it.
        call("revoke", "first");
        assertThat(call(words).exitCode()).isZero();
        assertThat(TokenFile.token(file)).isEqualTo(token);
        assertThat(found(token)).isInstanceOf(Found.Valid.class);

        // The file is lost.
        Files.delete(file);
        assertThat(call(words).exitCode()).isZero();
        assertThat(found(token)).isInstanceOf(Found.Revoked.class);
        assertThat(found(TokenFile.token(file))).isInstanceOf(Found.Valid.class);
    }

    @Test
    void manyCanBeMadeForPrograms() throws Exception {
        JsonNode made = JSON.readTree(call("create", "one", "--json").out());
        assertThat(found(made.path("token").asText())).isInstanceOf(Found.Valid.class);
        assertThat(made.path("name").asText()).isEqualTo("one");
        assertThat(made.has("expiresAt")).isFalse();
        assertThat(made.has("hash")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a b, 1h, the name of a token has 1 to 64",
        "ci, soon, --expires \"soon\" is no time",
        "ci, 0d, outside 1h to 3650d",
        "ci, 9999w, outside 1h to 3650d"
    })
    void whatMakesNoSenseIsRefused(String name, String expires, String sentence) {
        Call call = call("create", name, "--expires", expires);
        assertThat(call.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(call.err()).contains(sentence);
    }

    private Found found(String token) throws Exception {
        TokenTable tokens = new TokenTable();
        new FleetLog(KafkaSettings.of(kafka.bootstrap()), "test").read(List.of(tokens));
        return tokens.find(token, Instant.now());
    }

    private Call call(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(
                                Stream.of(
                                                Stream.of("token"),
                                                Stream.of(words),
                                                Stream.of("--bootstrap", kafka.bootstrap()))
                                        .flatMap(each -> each)
                                        .toArray(String[]::new));
        return new Call(code, out.toString(), err.toString());
    }
}
