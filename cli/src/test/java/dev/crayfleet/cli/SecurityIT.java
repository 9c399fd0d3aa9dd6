package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.SuperUser;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.yaml.FleetFile;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetFileWriter;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.rights.Grants;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.kafka.rights.ScramUsers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code security} as a process of its own, over a real broker that logs users in and checks their
 * rights: nothing is found where all is closed, and each door that is opened there.
 */
class SecurityIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String FILE =
            """
            roles:
              lead: {members: ["discord:1"], may: [submit, cancel-any, approve, stop, resume]}
              member: {members: ["discord:*"], may: [submit, cancel-own], mode: restricted}
              ci: {may: submit, mode: restricted}
            """;

    @TempDir private static Path folder;
    private static String password = "";
    private static EmbeddedKafka kafka;
    private static KafkaSettings asSuper;
    private static AnsweringServer closed;
    private static AnsweringServer open;

    @BeforeAll
    static void start() throws Exception {
        password = ScramUsers.randomPassword(RANDOM);
        SuperUser superUser = new SuperUser("super", password);
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, superUser);
        asSuper = KafkaSettings.of(kafka.bootstrap(), superUser.client());
        String operators = ScramUsers.randomPassword(RANDOM);
        String operator = KafkaRole.OPERATOR.usualUser();
        Deadline deadline = Deadline.after(TIMEOUT);
        ScramUsers.ensure(asSuper, "test", Map.of(operator, operators), deadline);
        Grants.apply(asSuper, "test", KafkaUsers.of(List.of()), deadline);
        TopicSetup.ensure(asSuper, "test", TIMEOUT);
        secret("super.properties", ScramUsers.clientFile("SASL_PLAINTEXT", "super", password));
        secret("operator.properties", ScramUsers.clientFile("SASL_PLAINTEXT", operator, operators));
        Crayfleet.commandLine()
                .execute("keys", "create", folder.resolve("signing.keys").toString());
        secret(
                "ingest.env",
                "CRAYFLEET_SIGNING_KEYS_FILE=%s\n".formatted(folder.resolve("signing.keys")));
        secret(
                "runner.env",
                """
                CRAYFLEET_RUNNER_EXECUTOR=command
                CRAYFLEET_RUNNER_COMMAND='["agent", "{prompt}"]'
                CRAYFLEET_RUNNER_RUN_AS=nobody
                CRAYFLEET_RUNNER_KEYS=proxy
                CRAYFLEET_RUNNER_MEMORY_LIMIT_MB=4096
                CRAYFLEET_RUNNER_PROCESS_LIMIT=200
                """);
        secret(
                "bare.env",
                "CRAYFLEET_RUNNER_EXECUTOR=command\nCRAYFLEET_RUNNER_COMMAND='[\"a\", \"{prompt}\"]'\n");
        apply();
        token("ci", Instant.now().plus(Duration.ofDays(30)));
        closed = AnsweringServer.start(question -> answer(question, 401));
        open = AnsweringServer.start(question -> answer(question, 200));
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
        kafka.close();
    }

    /** As services do: everybody is told that it is well. */
    private static AnsweringServer.Answer answer(String question, int toStrangers) {
        return switch (question) {
            case "GET /health" -> new AnsweringServer.Answer(200, "{\"status\":\"UP\"}");
            case "GET /runners" ->
                    new AnsweringServer.Answer(
                            200,
                            "{\"runners\":[{\"runner\":\"r-1\",\"host\":\"far\",\"standing\":\"ready\"}]}");
            default -> new AnsweringServer.Answer(toStrangers, "");
        };
    }

    private static void secret(String name, String text) throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static void apply() throws Exception {
        if (!(FleetFile.read(FILE.getBytes(StandardCharsets.UTF_8))
                instanceof FleetReading.Valid(Fleet fleet))) {
            throw new AssertionError("the file is not valid");
        }
        new FleetFileWriter(asSuper, "test")
                .apply(
                        new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                        FleetJson.sha256(fleet),
                        new Order("o-1", new Requester("local", "Ada"), null, Instant.now()),
                        false);
    }

    private static void token(String name, Instant expiry) throws Exception {
        TokenRecord record =
                new TokenRecord(
                        name,
                        BearerToken.hash(BearerToken.random()),
                        List.of("ci"),
                        Instant.now(),
                        expiry);
        new FleetLog(asSuper, "test").write(record.key(), record.json());
    }

    private static CommandProcess run(String user, AnsweringServer services, String... more)
            throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--bootstrap",
                                kafka.bootstrap(),
                                "--url",
                                services.url(),
                                "--dispatcher",
                                services.url(),
                                "--poster",
                                services.url()));
        words.addAll(List.of(more));
        return process(user, words.toArray(String[]::new));
    }

    private static CommandProcess process(String user, String... more) throws Exception {
        // Where many tests share a machine, a start alone may take seconds.
        List<String> words = new ArrayList<>(List.of("security", "--wait-for", "60s"));
        words.addAll(List.of(more));
        CommandProcess done =
                CommandProcess.run(
                        folder,
                        "192m",
                        Map.of(
                                "HOME",
                                folder.toString(),
                                "CRAYFLEET_KAFKA_CLIENT_CONFIG",
                                folder.resolve(user + ".properties").toString()),
                        words.toArray(String[]::new));
        assertThat(done.out() + done.err()).doesNotContain(password);
        assertThat(done.err()).doesNotContain("SLF4J");
        return done;
    }

    @Test
    void whereAllIsClosedNothingIsFound() throws Exception {
        CommandProcess done = run("super", closed, "--env", "ingest.env", "--env", "runner.env");
        assertThat(done.out())
                .as(done.err())
                .contains(
                        "by version 1 (",
                        "  lead: Discord user 1",
                        "  ci: the tokens made with it: ci",
                        "whoever can write in the Discord task channel may what member may",
                        "No open door was found.")
                .doesNotContain("Not checked", "cure:");
        assertThat(done.code()).isZero();
    }

    @Test
    void whoMayNotSeeTheRightsIsToldSo() throws Exception {
        CommandProcess done = run("operator", closed, "--env", "ingest.env", "--env", "runner.env");
        assertThat(done.out())
                .as(done.err())
                .contains(
                        "Not checked",
                        "rights within Kafka: who asks here may not see its ACLs. Ask as a super user",
                        "No open door was found. 2 things were not checked.");
        assertThat(done.code()).isZero();
    }

    @Test
    void everyDoorThatIsOpenIsFound() throws Exception {
        Path keys = folder.resolve("signing.keys");
        List<AclBinding> extra =
                List.of(
                        acl("User:mallory", Topics.TASKS),
                        acl("User:crayfleet-runner", Topics.FLEET));
        try (Admin admin = Admin.create(asSuper.admin("test"))) {
            try {
                admin.createAcls(extra).all().get();
                Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
                // The broker knows of an ACL some milliseconds after the controller.
                for (AclBinding each : extra) {
                    await().atMost(TIMEOUT)
                            .until(() ->
                                    !admin.describeAcls(each.toFilter()).values().get().isEmpty());
                }
                assertThat(doors("--env", "ingest.env", "--env", "bare.env"))
                        .containsExactlyInAnyOrder(
                                "kafka-outsider open",
                                "kafka-rights-beyond risky",
                                "file-readable open",
                                "http-without-token risky",
                                "agents-are-the-runner open",
                                "keys-with-agents risky",
                                "no-limits note");
            } finally {
                Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
                admin.deleteAcls(extra.stream().map(AclBinding::toFilter).toList()).all().get();
            }
        }
    }

    private static Set<String> doors(String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(more));
        words.add("--json");
        CommandProcess done = run("super", open, words.toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isEqualTo(CommandLines.FAILED);
        JsonNode json = JSON.readTree(done.out());
        assertThat(json.path("whoMayWhat").path("roles")).hasSize(3);
        assertThat(json.path("notChecked")).isEmpty();
        Set<String> doors = new HashSet<>();
        for (JsonNode each : json.path("doors")) {
            doors.add(each.path("door").asText() + " " + each.path("severity").asText());
            assertThat(each.path("cure").asText()).isNotBlank();
        }
        return doors;
    }

    private static AclBinding acl(String principal, Topics topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic.topic(), PatternType.LITERAL),
                new AccessControlEntry(
                        principal, "*", AclOperation.WRITE, AclPermissionType.ALLOW));
    }

    @Test
    void aFileIsLookedAtBeforeItIsApplied() throws Exception {
        Files.writeString(
                folder.resolve("wide.yaml"),
                "roles:\n  all: {members: [\"discord:*\"], may: \"*\"}\n");
        CommandProcess done =
                run("super", closed, "--file", "wide.yaml", "--env", "ingest.env", "--json");
        assertThat(done.code()).isEqualTo(CommandLines.FAILED);
        JsonNode json = JSON.readTree(done.out());
        assertThat(json.path("whoMayWhat").path("source").asText())
                .isEqualTo("the file that is not applied yet");
        assertThat(json.path("doors").findValuesAsText("door"))
                .contains("strangers-in-full-mode", "strangers-with-power", "secrets-allowed");
        assertThat(json.path("notChecked").findValuesAsText("what"))
                .as("no settings of a runner were handed in")
                .containsExactly("the agents of r-1 on far");
        Files.writeString(folder.resolve("wrong.yaml"), "roles: 7\n");
        StringWriter err = new StringWriter();
        assertThat(refused(err, "--file", folder.resolve("wrong.yaml").toString()))
                .isEqualTo(CommandLines.FAILED);
        assertThat(err.toString()).contains("wrong.yaml:1:");
        assertThat(refused(err, "--env", folder.resolve("nowhere.env").toString()))
                .isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("nowhere.env: it is not there");
    }

    /** Before anything is looked at. */
    private static int refused(StringWriter err, String... words) {
        List<String> all = new ArrayList<>(List.of("security"));
        all.addAll(List.of(words));
        return Crayfleet.commandLine()
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void whereNothingAnswersItIsSaidInTime() throws Exception {
        String nobody = "http://127.0.0.1:1";
        CommandProcess done =
                process(
                        "super",
                        "--bootstrap",
                        "127.0.0.1:1",
                        "--url",
                        nobody,
                        "--dispatcher",
                        nobody,
                        "--poster",
                        nobody,
                        "--env",
                        "ingest.env");
        assertThat(done.code()).as(done.out()).isEqualTo(CommandLines.UNREACHABLE);
        assertThat(done.out())
                .contains(
                        "the fleet file: nothing answers at 127.0.0.1:1",
                        "tokens: nothing answers at 127.0.0.1:1",
                        "poster: nothing answers at http://127.0.0.1:1");
    }
}
