package dev.crayfleet.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.cli.doctor.Subject.Service;
import dev.crayfleet.cli.security.Report;
import dev.crayfleet.cli.security.SecurityAudit;
import dev.crayfleet.cli.security.Target;
import dev.crayfleet.cli.security.WhoMayWhat;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.stage.Stage;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.context.ApplicationContext;
import io.micronaut.web.router.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole fleet with a fleet file: on every way in a stranger is refused, a member may what is
 * theirs, and a lead everything.
 */
class WhoMayIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String FILE =
            """
            agents:
              auditor: {about: Reads the books, capabilities: [review, finance]}
              webster: {capabilities: [review]}
            roles:
              lead: {members: [local, "token:ci"], may: ["*"]}
              member:
                members: ["discord:%s"]
                may: [submit, cancel-own]
                models: [cheap]
                mode: restricted
            approvals:
              - {when: {agents: [auditor]}, by: lead, not-by-requester: true}
            """;

    @TempDir private static Path folder;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static LocalFleet fleet;
    private static HttpClient http;
    private static String guest = "";
    private static String ops = "";
    private static String plain = "";

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("fleet.yaml"), FILE.formatted("1"));
        fleet =
                LocalFleet.start(
                        LocalOptions.in(folder)
                                .with("crayfleet.runner.executor", "demo")
                                .with("crayfleet.runner.pools", "default,auditor"));
        http = HttpClient.newHttpClient();
        guest = token("guest", List.of());
        ops = token("ci", List.of());
        plain = token("plain", List.of("member"));
    }

    @AfterAll
    static void stop() {
        http.close();
        fleet.close();
    }

    private static String token(String name, List<String> roles) throws Exception {
        String token = BearerToken.random();
        TokenRecord record =
                new TokenRecord(name, BearerToken.hash(token), roles, Instant.now(), null);
        new FleetLog(KafkaSettings.of(fleet.fleetFile().kafkaBootstrap()), "test")
                .write(record.key(), record.json());
        await().atMost(TIMEOUT)
                .until(() ->
                        send(token, "GET", fleet.fleetFile().ingestUrl() + "/tasks/x", "")
                                        .statusCode()
                                == 404);
        return token;
    }

    /** What is told of this very fleet; the tests here show that it is so. */
    @Test
    void anAuditSaysWhatTheFleetDecides() throws Exception {
        LocalFleetFile file = fleet.fleetFile();
        Report report =
                SecurityAudit.of(
                        new Target(
                                Optional.empty(),
                                List.of(
                                        new Service("ingest", file.ingestUrl(), "--url", null),
                                        new Service(
                                                "dispatcher",
                                                file.dispatcherUrl(),
                                                "--dispatcher",
                                                file.token())),
                                () -> KafkaSettings.of(file.kafkaBootstrap()),
                                KafkaUsers.of(List.of()),
                                Map.of("HOME", folder.toString()),
                                Optional.empty(),
                                List.of(),
                                Map.of(LocalFleetFile.EXECUTOR, "demo"),
                                folder.resolve(".crayfleet")),
                        Instant.now(),
                        TIMEOUT);
        WhoMayWhat who = report.whoMayWhat().orElseThrow();
        assertThat(who.roles())
                .extracting(WhoMayWhat.OfRole::may)
                .anyMatch(each ->
                        each.equals(
                                "may submit tasks of auditor with cheap in restricted mode, once they are approved; may submit tasks of every other agent with cheap in restricted mode; may see their own tasks, cancel their own tasks"));
        assertThat(who.strangers().getFirst().may()).isEqualTo("may nothing");
        assertThat(report.doors())
                .extracting(each -> each.kind().word() + " " + each.severity().word())
                .contains(
                        "kafka-anonymous risky",
                        "no-signing-keys risky",
                        "token-without-expiry risky",
                        "token-without-role note")
                .doesNotContain("no-fleet-file open")
                .noneMatch(each -> each.startsWith("http-") || each.startsWith("agents-"));
        assertThat(report.notChecked()).isEmpty();
    }

    @Test
    void namedAgentsAreListedWithWhoServesThemAndWhoMayAskThem() throws Exception {
        List<JsonNode> all = agents(ops, "");
        assertThat(all)
                .extracting(each -> each.path("agent").asText())
                .containsExactly("auditor", "webster");
        assertThat(all)
                .extracting(each -> each.path("work").path("runners").asInt())
                .as("a local fleet serves all agents of its file")
                .containsExactly(1, 1);
        assertThat(all).allMatch(each -> each.path("mayAsk").asBoolean());
        assertThat(agents(guest, "")).as("who may ask none is told of none").isEmpty();
        assertThat(agents(plain, ""))
                .extracting(each -> each.path("agent").asText())
                .containsExactly("auditor", "webster");
        assertThat(agents(plain, "")).allMatch(each -> each.path("mayAsk").asBoolean());
        assertThat(agents(ops, "?needs=review")).hasSize(2);
        assertThat(agents(ops, "?needs=review&needs=finance"))
                .extracting(each -> each.path("about").asText())
                .containsExactly("Reads the books");
        assertThat(agents(ops, "?needs=flying")).isEmpty();
    }

    private static List<JsonNode> agents(String token, String query) throws Exception {
        String url = fleet.fleetFile().dispatcherUrl() + "/agents" + query;
        List<JsonNode> agents = new ArrayList<>();
        JSON.readTree(send(token, "GET", url, "").body()).path("agents").forEach(agents::add);
        return agents;
    }

    @Test
    void aStrangerIsRefusedOnEveryWayIn() throws Exception {
        String task = submit(ops, "Calculate 6 x 7");
        await().atMost(TIMEOUT).until(() -> state(task).equals("succeeded"));
        String waits = submit(ops, "{\"prompt\": \"Calculate 1 + 1\", \"pool\": \"auditor\"}");
        await().atMost(TIMEOUT).until(() -> state(waits).equals("awaiting-approval"));
        Map<String, String> requests =
                Map.ofEntries(
                        Map.entry("POST /tasks/%s/cancel".formatted(waits), ""),
                        Map.entry("POST /tasks/%s/approve".formatted(waits), ""),
                        Map.entry("POST /tasks/%s/replay".formatted(task), ""),
                        Map.entry("POST /replays", "{}"),
                        Map.entry("POST /stop", ""),
                        Map.entry("POST /resume", ""),
                        Map.entry("POST /pools/default/pause", ""),
                        Map.entry("POST /pools/default/resume", ""),
                        Map.entry("POST /runners/runner-1/drain", ""),
                        Map.entry("GET /tasks/" + task, ""),
                        Map.entry("GET /tasks/%s/place".formatted(task), ""),
                        Map.entry("GET /tasks/%s/log".formatted(task), ""));
        for (Map.Entry<String, String> each : requests.entrySet()) {
            String[] line = each.getKey().split(" ", 2);
            HttpResponse<String> answer =
                    send(
                            guest,
                            line[0],
                            fleet.fleetFile().dispatcherUrl() + line[1],
                            each.getValue());
            assertThat(answer.statusCode()).as(each.getKey() + answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("token:guest may not do that");
        }
        HttpResponse<String> submitted = post(guest, "Calculate 1 + 2");
        assertThat(submitted.statusCode()).isEqualTo(403);
        assertThat(submitted.body()).contains("That is not allowed");
        assertThat(
                        send(
                                        guest,
                                        "POST",
                                        fleet.fleetFile().ingestUrl() + "/files?task=t&name=a",
                                        "a")
                                .statusCode())
                .isEqualTo(403);
        assertThat(list(guest)).isEmpty();
        assertThat(list(ops)).contains(task, waits);
        // Whoever asked does not approve, and neither does whoever has not looked.
        HttpResponse<String> own = approve(ops, waits, sha256(waits));
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(own.body()).contains("somebody else than the one who asked");
        assertThat(
                        approve(
                                        Objects.requireNonNull(fleet.fleetFile().token()),
                                        waits,
                                        sha256(waits))
                                .statusCode())
                .isEqualTo(202);
        await().atMost(TIMEOUT).until(() -> state(waits).equals("succeeded"));
    }

    /** One that is added has to be added to the table, or nobody has said who may. */
    @Test
    void everyRouteIsAnsweredToWhomTheTableSays() throws Exception {
        AccessTable table = AccessTable.of(FILE.formatted("1"));
        Map<AccessTable.Who, String> tokens = new LinkedHashMap<>();
        tokens.put(AccessTable.Who.STRANGER, guest);
        tokens.put(AccessTable.Who.TOKEN_OF_A_ROLE, plain);
        // Last, because it changes what is there.
        tokens.put(AccessTable.Who.TOKEN, ops);
        String owner = Objects.requireNonNull(fleet.fleetFile().token());
        String task = submit(owner, "Calculate 8 x 8");
        await().atMost(TIMEOUT).until(() -> state(task).equals("succeeded"));
        String waits = submit(owner, "{\"prompt\": \"Calculate 1 + 2\", \"pool\": \"auditor\"}");
        await().atMost(TIMEOUT).until(() -> state(waits).equals("awaiting-approval"));
        assertThat(ownRoutes()).isEqualTo(AccessTable.ROUTES.keySet());
        try {
            for (Map.Entry<AccessTable.Who, String> each : tokens.entrySet()) {
                assertOwnTasks(table, each.getKey(), each.getValue());
                for (Map.Entry<String, AccessTable.Act> route : AccessTable.ROUTES.entrySet()) {
                    int status = ask(each.getValue(), route.getKey(), task, waits);
                    assertThat(status).as("%s by %s", route, each.getKey()).isBetween(200, 409);
                    assertThat(status != 403 && status != 401)
                            .as("%s by %s: %d", route, each.getKey(), status)
                            .isEqualTo(table.allows(each.getKey(), route.getValue()));
                }
            }
        } finally {
            send(ops, "POST", fleet.fleetFile().dispatcherUrl() + "/resume", "");
        }
    }

    /** What is one's own is another question than what is somebody else's. */
    private static void assertOwnTasks(AccessTable table, AccessTable.Who who, String token)
            throws Exception {
        if (!table.allows(who, AccessTable.Act.SUBMIT)) {
            return;
        }
        String own = submit(token, "Calculate 5 x 5");
        // A restricted one fails, because the demo has nothing to restrict.
        await().atMost(TIMEOUT).until(() -> List.of("succeeded", "failed").contains(state(own)));
        Map<String, AccessTable.Act> routes =
                Map.of(
                        "dispatcher GET /tasks/{id}", AccessTable.Act.VIEW_OWN,
                        "dispatcher GET /tasks/{id}/log", AccessTable.Act.VIEW_OWN,
                        "dispatcher POST /tasks/{id}/cancel", AccessTable.Act.CANCEL_OWN,
                        "dispatcher POST /tasks/{id}/replay", AccessTable.Act.REPLAY_OWN);
        for (Map.Entry<String, AccessTable.Act> route : routes.entrySet()) {
            assertThat(ask(token, route.getKey(), own, own) != 403)
                    .as("%s by %s", route, who)
                    .isEqualTo(table.allows(who, route.getValue()));
        }
    }

    private static int ask(String token, String route, String task, String waits) throws Exception {
        String[] parts = route.split(" ");
        String path =
                parts[2].replaceAll(
                                "\\{/?id}",
                                parts[2].contains("approve") || parts[2].contains("cancel")
                                        ? waits
                                        : task)
                        .replace("/tasks" + task, "/tasks/" + task)
                        .replace("{pool}", "default")
                        .replace("{runner}", "nobody");
        String url =
                parts[0].equals("ingest")
                        ? fleet.fleetFile().ingestUrl()
                        : fleet.fleetFile().dispatcherUrl();
        String body =
                switch (path) {
                    case "/tasks" -> "Calculate 9 - 1";
                    case "/replays" -> "{}";
                    case "/hooks/agent" ->
                            "{\"message\": \"Calculate 9 - 2\", \"agentId\": \"default\"}";
                    default -> "";
                };
        return send(
                        token,
                        parts[1],
                        url + path + (path.equals("/files") ? "?task=t&name=a" : ""),
                        body)
                .statusCode();
    }

    /** Of controllers of ours, by the service. */
    private static Set<String> ownRoutes() {
        Set<String> routes = new TreeSet<>();
        for (ApplicationContext service : fleet.services()) {
            String name = service.getRequiredProperty(Stage.PROPERTY, String.class);
            service.getBean(Router.class)
                    .uriRoutes()
                    .filter(each ->
                            each.getTargetMethod()
                                    .getDeclaringType()
                                    .getName()
                                    .startsWith("dev.crayfleet."))
                    .filter(each -> !each.getHttpMethodName().equals("HEAD"))
                    .forEach(each ->
                            routes.add(
                                    "%s %s %s"
                                            .formatted(
                                                    name,
                                                    each.getHttpMethodName(),
                                                    each.getUriMatchTemplate())));
        }
        return routes;
    }

    @Test
    void aMessageIsAnsweredByWhatTheFileSaysNow() throws Exception {
        String member = fleet.emulator().newUserToken("Max");
        EmulatedMessage refused = fleet.emulator().postAs(member, "task-queue", "Calculate 2 + 2");
        await().atMost(TIMEOUT).until(() -> !replies(refused).isEmpty());
        assertThat(replies(refused).getFirst()).contains("That is not allowed");
        Files.writeString(folder.resolve("fleet.yaml"), "roles: {broken");
        Files.writeString(folder.resolve("fleet.yaml"), FILE.formatted(refused.author().id()));
        await().atMost(TIMEOUT)
                .until(() ->
                        fleet.services().stream()
                                .flatMap(each -> each.findBean(CurrentFleet.class).stream())
                                .map(each -> each.fleet().version())
                                .allMatch(version -> version.number() == 2));
        fleet.emulator().raw().edit(refused, "{\"content\": \"Calculate 2 + 3\"}");
        EmulatedMessage task = fleet.emulator().postAs(member, "task-queue", "Calculate 3 + 3");
        await().atMost(TIMEOUT).until(() -> find(task).hasReaction("✅"));
        assertThat(find(refused).hasReaction("✅")).as("an edit asks for nothing").isFalse();
        EmulatedMessage tooMuch =
                fleet.emulator().postAs(member, "task-queue", "[model:primary] Calculate 4 + 4");
        await().atMost(TIMEOUT).until(() -> !replies(tooMuch).isEmpty());
        assertThat(replies(tooMuch).getFirst()).contains("cheap");
        String stranger = fleet.emulator().newUserToken("Ola");
        EmulatedMessage other = fleet.emulator().postAs(stranger, "task-queue", "Calculate 5 + 5");
        await().atMost(TIMEOUT).until(() -> !replies(other).isEmpty());
        assertThat(find(other).hasReaction("✅")).isFalse();
    }

    private static EmulatedMessage find(EmulatedMessage message) {
        return fleet.emulator().messages("task-queue").stream()
                .filter(each -> each.id().equals(message.id()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> replies(EmulatedMessage message) {
        return fleet.emulator().messages("task-queue").stream()
                .filter(each -> each.replyTo().filter(message.id()::equals).isPresent())
                .map(EmulatedMessage::content)
                .toList();
    }

    private static String submit(String token, String body) throws Exception {
        HttpResponse<String> answer = post(token, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).path("id").asText();
    }

    private static HttpResponse<String> post(String token, String body) throws Exception {
        return send(token, "POST", fleet.fleetFile().ingestUrl() + "/tasks", body);
    }

    private static HttpResponse<String> approve(String token, String task, String sha256)
            throws Exception {
        return send(
                token,
                "POST",
                fleet.fleetFile().dispatcherUrl() + "/tasks/" + task + "/approve",
                "{\"sha256\": \"%s\"}".formatted(sha256));
    }

    private static String sha256(String task) throws Exception {
        return task(task).path("access").path("sha256").asText();
    }

    private static String state(String task) throws Exception {
        return task(task).path("state").asText();
    }

    private static JsonNode task(String task) throws Exception {
        return JSON.readTree(
                send(ops, "GET", fleet.fleetFile().dispatcherUrl() + "/tasks/" + task, "").body());
    }

    private static List<String> list(String token) throws Exception {
        List<String> ids = new ArrayList<>();
        JSON.readTree(send(token, "GET", fleet.fleetFile().dispatcherUrl() + "/tasks", "").body())
                .path("tasks")
                .forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    private static HttpResponse<String> send(String token, String method, String url, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .header(
                                "Content-Type",
                                body.startsWith("{") ? "application/json" : "text/plain")
                        .method(method, BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }
}
