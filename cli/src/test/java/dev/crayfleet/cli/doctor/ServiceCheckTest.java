package dev.crayfleet.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found of a service, by what it says over HTTP. */
class ServiceCheckTest {
    private static final String UP = "{\"status\":\"UP\"}";
    private static final String POOL =
            "{\"pools\":[{\"pool\":\"default\",\"awaitingApproval\":0,\"queued\":%d,\"claimed\":0,\"running\":1,\"backingOff\":0,\"runners\":%d,\"slots\":2,\"accepted\":%d,\"succeeded\":5,\"failed\":1,\"cancelled\":0,\"expired\":0}]%s}";

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;
    private int healthStatus = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    byte[] body = answers.getOrDefault(path, "").getBytes(UTF_8);
                    int status =
                            path.equals("/health")
                                    ? healthStatus
                                    : (answers.containsKey(path) ? 200 : 404);
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        answers.put("/health", UP);
        answers.put("/pools", POOL.formatted(0, 1, 7, ""));
        answers.put(
                "/runners",
                "{\"runners\":[{\"runner\":\"one\",\"pool\":\"default\",\"standing\":\"ready\",\"failures\":0}]}");
        answers.put(
                "/prometheus",
                """
                # HELP jvm_memory_used_bytes The amount of used memory
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 1.0E8
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E9
                jvm_memory_max_bytes{area="heap",id="Tenured Gen"} 3.0E8
                crayfleet_core_failed_total 0.0
                """);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private List<Finding> find(String service) throws Exception {
        return find(service, Instant.now());
    }

    private List<Finding> find(String service, Instant now) throws Exception {
        return new ServiceCheck(
                        new Subject.Service(service, url() + "/", "--dispatcher", "cft_test"),
                        () -> now)
                .run();
    }

    private static void assertFound(List<Finding> found, Severity severity, String words) {
        assertThat(found)
                .anyMatch(each -> each.severity() == severity && each.sentence().contains(words));
    }

    @Test
    void aDispatcherThatIsWell() throws Exception {
        List<Finding> found = find("dispatcher");
        assertThat(found).allMatch(each -> each.severity() == Severity.OK);
        assertFound(found, Severity.OK, "Its ledger adds up: 1 task has not ended");
        assertFound(found, Severity.OK, "One runner takes tasks.");
    }

    @Test
    void nothingListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        List<Finding> found =
                new ServiceCheck(
                                new Subject.Service(
                                        "ingest", "http://127.0.0.1:" + free, "--url", null),
                                Instant::now)
                        .run();
        assertFound(
                found, Severity.WARNING, "--url says where; else start it with crayfleet ingest");
    }

    @Test
    void anAddressThatIsNone() throws Exception {
        List<Finding> found =
                new ServiceCheck(
                                new Subject.Service("ingest", "127.0.0.1:80 80", "--url", null),
                                Instant::now)
                        .run();
        assertFound(found, Severity.ERROR, "is no address");
    }

    @Test
    void aServiceThatIsNotWellSaysWhy() throws Exception {
        healthStatus = 503;
        answers.put(
                "/health",
                "{\"status\":\"DOWN\",\"details\":{\"kafka\":{\"status\":\"DOWN\",\"details\":{\"error\":\"no broker\\nanswers\"}},\"disk\":{\"status\":\"UP\",\"details\":{\"error\":\"fine\"}}}}");
        List<Finding> found = find("dispatcher");
        assertThat(found).hasSize(1);
        assertFound(found, Severity.ERROR, "It is not well: kafka: no broker answers");
        assertThat(found.getFirst().sentence()).doesNotContain("fine");
    }

    @Test
    void somethingElseListensThere() throws Exception {
        healthStatus = 404;
        assertFound(find("poster"), Severity.ERROR, "is no poster of a fleet (status 404");
    }

    @Test
    void aClockThatIsWrong() throws Exception {
        assertFound(
                find("ingest", Instant.now().minusSeconds(90)),
                Severity.ERROR,
                "Its clock and the one here differ by 1 min");
    }

    @Test
    void aPoolThatNobodyServes() throws Exception {
        answers.put("/pools", POOL.formatted(3, 0, 10, ""));
        assertFound(
                find("dispatcher"),
                Severity.WARNING,
                "3 tasks wait for pool default, which no runner serves");
    }

    @Test
    void aLedgerThatDoesNotAddUp() throws Exception {
        answers.put("/pools", POOL.formatted(0, 1, 9, ""));
        assertFound(find("dispatcher"), Severity.ERROR, "2 tasks were accepted that it neither");
    }

    @Test
    void lanesAndDispatchersThatAreAway() throws Exception {
        answers.put(
                "/pools",
                POOL.formatted(0, 1, 7, ",\"missingLanes\":[3],\"unreachable\":[\"a:1\"]"));
        List<Finding> found = find("dispatcher");
        assertFound(found, Severity.WARNING, "No dispatcher answers for lanes [3]");
        assertFound(found, Severity.ERROR, "CRAYFLEET_DISPATCHER_ADVERTISE");
    }

    @Test
    void runnersThatTakeNothing() throws Exception {
        answers.put(
                "/runners",
                "{\"runners\":[{\"runner\":\"one\",\"pool\":\"default\",\"standing\":\"quarantined\",\"failures\":6}]}");
        List<Finding> found = find("dispatcher");
        assertFound(found, Severity.WARNING, "because 6 tasks in a row failed on it");
        assertFound(found, Severity.WARNING, "No runner takes tasks");
    }

    @Test
    void aHeapThatIsNearlyFull() throws Exception {
        answers.put(
                "/prometheus",
                """
                jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.0E7
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.8E8
                jvm_memory_max_bytes{area="heap",id="Tenured Gen"} 3.0E8
                """);
        assertFound(find("dispatcher"), Severity.WARNING, "Its heap is full to 97 %");
    }

    @Test
    void recordsThatMadeTheCoreFail() throws Exception {
        answers.put("/prometheus", "crayfleet_core_failed_total{application=\"x\"} 2.0\n");
        assertFound(find("dispatcher"), Severity.ERROR, "2 records made its core fail");
    }

    @Test
    void answersThatAreNoJson() throws Exception {
        answers.put("/pools", "<html>");
        answers.put("/runners", "[1,2]");
        answers.put("/prometheus", "jvm_memory_used_bytes{area=\"heap\"} NaN\n{}\n");
        assertThat(find("dispatcher")).noneMatch(each -> each.severity() == Severity.ERROR);
    }
}
