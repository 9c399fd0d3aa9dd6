package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.SuperUser;
import dev.crayfleet.kafka.rights.ScramUsers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Users and rights as an administrator makes them, and a command that logs in by them. */
class KafkaCommandsIT {
    @TempDir private Path folder;

    /** What a command printed, both streams, and its exit code. */
    private record Said(int code, String text) {}

    @Test
    void theTableIsPrintedWithoutKafka() throws Exception {
        Said table = here("kafka", "acls", "--user", "runner=ada");
        assertThat(table.code()).isZero();
        assertThat(table.text())
                .contains("User:ada")
                .contains("topic crayfleet.claims")
                .doesNotContain("crayfleet-runner");
        Said json = here("kafka", "acls", "--json", "--print");
        assertThat(new ObjectMapper().readTree(json.text()).findValuesAsText("role"))
                .contains("ingest", "dispatcher", "runner", "poster", "operator", "producer");
        assertThat(here("kafka", "acls", "--user", "runer=ada").code()).isEqualTo(2);
        assertThat(here("kafka", "acls", "--print", "--apply").code()).isEqualTo(2);
    }

    @Test
    void usersAndRightsAreMadeOnceAndMayBeMadeAgain() throws Exception {
        SuperUser admin = new SuperUser("admin", ScramUsers.randomPassword(new SecureRandom()));
        Path adminFile =
                Files.createFile(
                        folder.resolve("admin.properties"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                adminFile, ScramUsers.clientFile("SASL_PLAINTEXT", admin.name(), admin.password()));
        Path users = folder.resolve("users");
        String[] make = {"kafka", "users", "--protocol", "SASL_PLAINTEXT", users.toString()};
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, admin)) {
            String bootstrap = kafka.bootstrap();
            Said made = run(bootstrap, adminFile, make);
            assertThat(made.code()).as(made.text()).isZero();
            Path runner = users.resolve("runner/client.properties");
            assertThat(made.text())
                    .contains(
                            "user crayfleet-runner logs in by %s, which is new".formatted(runner));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runner)))
                    .isEqualTo("rw-------");
            assertThat(run(bootstrap, adminFile, make).text())
                    .contains("which was there")
                    .doesNotContain("which is new");

            assertThat(run(bootstrap, adminFile, "kafka", "acls", "--apply").text())
                    .contains("granted User:crayfleet-runner: write on topic crayfleet.runs")
                    .contains(" granted, 0 were before");
            assertThat(run(bootstrap, adminFile, "kafka", "acls", "--apply").text())
                    .startsWith("0 granted, ");

            Said asRunner = run(bootstrap, runner, "kafka", "acls", "--apply");
            assertThat(asRunner.code()).isEqualTo(1);
            assertThat(asRunner.text())
                    .contains("does not let user \"crayfleet-runner\"")
                    .doesNotContain("Exception", "at org.");
            Said events = run(bootstrap, runner, "events");
            assertThat(events.code()).isEqualTo(4);
            assertThat(events.text())
                    .contains("does not let user \"crayfleet-runner\" use topic crayfleet.events");

            Path stranger = Files.copy(runner, users.resolve("stranger.properties"));
            Files.setPosixFilePermissions(stranger, PosixFilePermissions.fromString("rw-------"));
            String wrong = ScramUsers.randomPassword(new SecureRandom());
            Files.writeString(
                    stranger, ScramUsers.clientFile("SASL_PLAINTEXT", "crayfleet-runner", wrong));
            Said refused = run(bootstrap, stranger, "events");
            assertThat(refused.code()).isEqualTo(4);
            assertThat(refused.text())
                    .contains("does not accept user \"crayfleet-runner\"")
                    .doesNotContain(wrong);
        }
    }

    /** In this process, without a fleet. */
    private static Said here(String... words) {
        StringWriter printed = new StringWriter();
        CommandLine line = Crayfleet.commandLine();
        line.setOut(new PrintWriter(printed, true));
        line.setErr(new PrintWriter(printed, true));
        int code = line.execute(words);
        return new Said(code, printed.toString());
    }

    /** In a process of its own, which has an environment of its own. */
    private Said run(String bootstrap, Path client, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Crayfleet.class.getName()));
        command.addAll(Arrays.asList(words));
        Path output = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                bootstrap,
                                "CRAYFLEET_KAFKA_CLIENT_CONFIG",
                                client.toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Said(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
