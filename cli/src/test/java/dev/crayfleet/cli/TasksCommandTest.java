package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code tasks}, {@code pools} and {@code runners} ask, and print of the answer. */
class TasksCommandTest {
    private static final String ANSWER =
            """
            {"tasks": [{"id": "one", "state": "queued", "pool": "default", "prompt": "do it"},
                       {"id": "two", "state": "failed", "pool": "default", "reason": "no model"}],
             "pools": [{"pool": "default", "queued": 1, "runners": 1}],
             "runners": [{"runner": "r", "pool": "a", "standing": "ready"},
                         {"runner": "r", "pool": "b", "standing": "ready"}],
             "missingLanes": [3]}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private String answer = ANSWER;
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    byte[] content = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void filtersAreAskedOfTheDispatcher() {
        assertThat(
                        run(
                                "tasks",
                                "--state",
                                "failed",
                                "-a",
                                "auditor",
                                "--requester",
                                "http:Ada & Bob",
                                "-m",
                                "cheap",
                                "--since",
                                "2026-01-02T03:04:05Z",
                                "--limit",
                                "7"))
                .isZero();
        assertThat(asked)
                .containsExactly(
                        "/tasks?state=failed&pool=auditor&requester=http%3AAda+%26+Bob&model=cheap&since=2026-01-02T03%3A04%3A05Z&limit=7");
    }

    @Test
    void isATableWhatIsMissingIsOnStandardError() {
        assertThat(run("tasks", "--limit", "2")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "TASK  STATE   POOL     PROMPT  NOTE",
                        "one   queued  default  do it",
                        "two   failed  default          no model");
        assertThat(err.toString())
                .contains("there may be more", "not complete: nobody answers for lanes [3]");
    }

    @Test
    void asJsonItIsTheDispatchersAnswer() throws Exception {
        assertThat(run("tasks", "--json")).isZero();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(out.toString())).isEqualTo(json.readTree(ANSWER));
    }

    @Test
    void quietIsNamesOnly() {
        assertThat(run("tasks", "-q")).isZero();
        assertThat(run("pools", "-q")).isZero();
        assertThat(run("runners", "-q")).isZero();
        assertThat(out.toString().lines()).containsExactly("one", "two", "default", "r");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(run("tasks", "--since", "soon")).isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("\"soon\" is no time");
        assertThat(run("tasks", "--json", "--watch")).isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("only one of --watch, --json and --quiet");
        assertThat(run("tasks", "--watch")).isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("--watch needs a terminal");
        assertThat(asked).isEmpty();
    }

    @Test
    void nothingIsSaidToBeNothing() {
        answer = "{\"tasks\": [], \"pools\": [], \"runners\": []}";
        for (String list : List.of("tasks", "pools", "runners")) {
            assertThat(run(list)).isZero();
        }
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("no tasks", "no pool", "no runner");
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--dispatcher");
        all.add("http://127.0.0.1:" + server.getAddress().getPort());
        return Crayfleet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
