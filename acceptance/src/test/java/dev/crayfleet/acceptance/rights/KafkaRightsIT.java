package dev.crayfleet.acceptance.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.kafka.rights.ScramUsers;
import dev.crayfleet.runner.RunnerApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Services as users of a Kafka that checks rights. They do their work with the rights that the
 * table gives them, and every other right is tried and refused.
 *
 * <p>What they may is written here once more, and by hand: whoever widens the table sees that it is
 * wider.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRightsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final List<String> MADE_BY_KAFKA =
            List.of("__consumer_offsets", "crayfleet-dispatcher-ledger-changelog");

    /** Resources and operations; what those imply is added. */
    private static final Map<String, String> EXPECTED =
            Map.of(
                    "crayfleet-runner",
                    """
                    crayfleet.runs WRITE
                    crayfleet.files READ WRITE
                    crayfleet.claims READ
                    """,
                    "crayfleet-ingest",
                    """
                    crayfleet.tasks READ WRITE
                    crayfleet.files WRITE
                    crayfleet.results READ
                    crayfleet.events READ
                    crayfleet.fleet READ
                    group:crayfleet-ingest READ
                    """,
                    "crayfleet-poster",
                    """
                    crayfleet.results READ
                    crayfleet.events READ
                    crayfleet.files READ
                    crayfleet.dead-letters WRITE
                    crayfleet.fleet READ
                    group:crayfleet-poster READ
                    group:crayfleet-poster-reactions READ
                    group:crayfleet-poster-worker-pool READ
                    """,
                    "crayfleet-dispatcher",
                    """
                    crayfleet.tasks READ WRITE CREATE
                    crayfleet.runs READ CREATE
                    crayfleet.claims READ WRITE CREATE
                    crayfleet.results READ WRITE CREATE
                    crayfleet.events READ WRITE CREATE
                    crayfleet.files READ CREATE
                    crayfleet.dead-letters READ WRITE CREATE
                    crayfleet.fleet READ CREATE
                    crayfleet-dispatcher-ledger-changelog READ WRITE CREATE
                    __consumer_offsets READ
                    group:crayfleet-dispatcher READ
                    group:crayfleet-dispatcher-starts READ
                    transaction:crayfleet-dispatcher-x WRITE
                    cluster ALTER
                    """,
                    "crayfleet-operator",
                    """
                    crayfleet.tasks READ WRITE DESCRIBE_CONFIGS
                    crayfleet.runs WRITE DESCRIBE_CONFIGS
                    crayfleet.claims DESCRIBE DESCRIBE_CONFIGS
                    crayfleet.results READ WRITE DESCRIBE_CONFIGS
                    crayfleet.events READ WRITE DESCRIBE_CONFIGS
                    crayfleet.files READ WRITE DESCRIBE_CONFIGS
                    crayfleet.dead-letters READ WRITE DESCRIBE_CONFIGS
                    crayfleet.fleet READ WRITE CREATE DESCRIBE_CONFIGS
                    group:crayfleet-dispatcher DESCRIBE
                    group:crayfleet-poster DESCRIBE
                    transaction:crayfleet-dead-letters WRITE
                    transaction:crayfleet-fleet-file WRITE
                    """,
                    "crayfleet-producer",
                    "crayfleet.tasks WRITE\n",
                    CheckingKafka.NOBODY,
                    "");

    private final HttpClient http = HttpClient.newHttpClient();
    private CheckingKafka kafka;
    private CheckedFleet fleet;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        kafka = CheckingKafka.start(folder);
        fleet = new CheckedFleet(kafka, folder);
        makeTopics();
    }

    /** Those that no service makes yet, so that each can be tried. */
    private void makeTopics() throws Exception {
        try (Admin admin = Admin.create(kafka.asSuper().admin("test"))) {
            Set<String> missing = Attempt.topics();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(names(admin)).containsAll(MADE_BY_KAFKA));
            missing.removeAll(names(admin));
            admin.createTopics(
                            missing.stream().map(each -> new NewTopic(each, 1, (short) 1)).toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static Set<String> names(Admin admin) throws Exception {
        return admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    static Stream<KafkaRole> services() {
        return Stream.of(
                KafkaRole.INGEST, KafkaRole.DISPATCHER, KafkaRole.RUNNER, KafkaRole.POSTER);
    }

    @ParameterizedTest
    @MethodSource("services")
    void isHealthyWithItsRights(KafkaRole role) {
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(get(fleet.uri(role).resolve("/health")))
                                .contains("\"status\":\"UP\"")
                                .doesNotContain("DOWN"));
    }

    @Test
    void aTaskOverHttpGetsItsResultAndItsPost() throws Exception {
        String answer =
                post(
                        fleet.uri(KafkaRole.INGEST).resolve("/tasks"),
                        "{\"prompt\":\"Calculate 25 × 4\",\"id\":\"with-rights\"}");
        assertThat(answer).contains("with-rights");
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(
                                        get(
                                                fleet.uri(KafkaRole.DISPATCHER)
                                                        .resolve("/tasks/with-rights")))
                                .contains("succeeded")
                                .contains("100"));
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(fleet.discord().messages("results"))
                                .extracting(EmulatedMessage::content)
                                .anyMatch(text -> text.contains("25 × 4 = 100")));
    }

    /** Its prompt travels as a file, and ingest keeps its place in the channel. */
    @Test
    void aLongTaskFromDiscordGetsItsResultAndItsReaction() {
        String id =
                fleet.discord()
                        .postAs(fleet.discord().userToken(), "task-queue", "Calculate 6 × 7")
                        .id();
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(fleet.discord().messages("results"))
                                .extracting(EmulatedMessage::content)
                                .anyMatch(text ->
                                        text.contains("discord-" + id) && text.contains("= 42")));
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(fleet.discord().messages("task-queue"))
                                .filteredOn(each -> each.id().equals(id))
                                .allMatch(each -> each.hasReaction("✅")));
    }

    /** At once, and not after trying for a while. */
    @Test
    void aWrongPasswordEndsTheStartWithASentence(@TempDir Path other) throws Exception {
        String wrong = ScramUsers.randomPassword(new SecureRandom());
        Path file = other.resolve("client.properties");
        Files.writeString(file, ScramUsers.clientFile("SASL_PLAINTEXT", "crayfleet-ingest", wrong));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Map<String, Object> settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        kafka.bootstrap(),
                        "crayfleet.kafka.client-config",
                        file.toString(),
                        "micronaut.server.port",
                        0);
        assertThatThrownBy(() -> IngestApp.start(settings).close())
                .hasStackTraceContaining(
                        "Kafka at %s does not accept user \"crayfleet-ingest\""
                                .formatted(kafka.bootstrap()))
                .satisfies(e -> assertThat(e.toString()).doesNotContain(wrong));
    }

    /** It waits for somebody who may create its topics, or has rights, and not for ever. */
    @Test
    void whoMayNothingIsToldWhatItLacks(@TempDir Path other) {
        Map<String, Object> settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        kafka.bootstrap(),
                        "crayfleet.kafka.client-config",
                        kafka.file(CheckingKafka.NOBODY).toString(),
                        "crayfleet.runner.workers",
                        other.toString(),
                        "crayfleet.runner.executor",
                        "demo",
                        "micronaut.server.port",
                        0);
        assertThatThrownBy(() -> RunnerApp.start(settings).close())
                .hasStackTraceContaining("does not let user \"nobody\" use topic crayfleet.")
                .hasStackTraceContaining("crayfleet kafka acls");
    }

    static Stream<String> users() {
        return EXPECTED.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("users")
    void everyOtherRightIsTriedAndRefused(String user) throws Exception {
        Set<Attempt> allowed = allowed(user);
        List<String> done = new ArrayList<>();
        int tried = 0;
        try (Attempts attempts = new Attempts(user, kafka.as(user))) {
            for (Attempt each : Attempt.all()) {
                if (!allowed.contains(each)) {
                    tried++;
                    Attempts.Answer answer = attempts.of(each);
                    if (!answer.isRefused()) {
                        done.add("%s %s: %s".formatted(user, each, answer.details()));
                    }
                }
            }
        }
        assertThat(done).isEmpty();
        assertThat(Attempt.all()).containsAll(allowed);
        assertThat(tried).isEqualTo(Attempt.all().size() - allowed.size()).isGreaterThan(60);
    }

    /** Otherwise a refusal would say nothing. */
    @Test
    void whoMayEverythingIsRefusedNothing() throws Exception {
        List<String> refused = new ArrayList<>();
        try (Attempts attempts = new Attempts("super", kafka.asSuper())) {
            for (Attempt each : Attempt.all()) {
                Attempts.Answer answer = attempts.of(each);
                if (answer.isRefused()) {
                    refused.add("%s: %s".formatted(each, answer.details()));
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    private static Set<Attempt> allowed(String user) {
        Set<Attempt> allowed = new HashSet<>();
        for (String line : EXPECTED.getOrDefault(user, "").lines().toList()) {
            String[] words = line.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                AclOperation operation = AclOperation.fromString(words[i]);
                allowed.add(attempt(words[0], operation));
                if (operation == AclOperation.READ || operation == AclOperation.WRITE) {
                    allowed.add(attempt(words[0], AclOperation.DESCRIBE));
                }
                if (words[0].equals("cluster") && operation == AclOperation.ALTER) {
                    // Has it in it, and Kafka's client cannot try the other by itself.
                    allowed.add(attempt(words[0], AclOperation.DESCRIBE));
                    allowed.add(attempt(words[0], AclOperation.CLUSTER_ACTION));
                }
            }
        }
        return allowed;
    }

    private static Attempt attempt(String resource, AclOperation operation) {
        String name = resource.substring(resource.indexOf(':') + 1);
        if (resource.startsWith("group:")) {
            return new Attempt(ResourceType.GROUP, name, operation);
        }
        if (resource.startsWith("transaction:")) {
            return new Attempt(ResourceType.TRANSACTIONAL_ID, name, operation);
        }
        return resource.equals("cluster")
                ? new Attempt(ResourceType.CLUSTER, Resource.CLUSTER_NAME, operation)
                : new Attempt(ResourceType.TOPIC, name, operation);
    }

    private String get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private String post(URI uri, String json) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(json))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return answer.body();
    }
}
