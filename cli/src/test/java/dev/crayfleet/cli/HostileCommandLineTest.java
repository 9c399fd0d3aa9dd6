package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type, and what a server answers, that a terminal must not believe. */
class HostileCommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final InputStream standardInput = System.in;
    private final Queue<JsonNode> posted = new ConcurrentLinkedQueue<>();
    private String answer = "{}";
    private int status = 202;
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    if (body.length > 0) {
                        posted.add(JSON.readTree(body));
                    }
                    byte[] content = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        System.setIn(standardInput);
    }

    static List<HostileInput> commandLines() {
        return Corpus.of("command-line");
    }

    static List<HostileInput> texts() {
        return Corpus.of("text");
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void aCommandLineIsATaskOrRefusedWithAHint(HostileInput input) {
        List<String> args = new ArrayList<>(List.of("submit", "--url", url()));
        input.input().path("args").forEach(each -> args.add(each.asText()));
        input.bytes("stdin").ifPresent(bytes -> System.setIn(new ByteArrayInputStream(bytes)));
        int exit = run(args.toArray(String[]::new));
        if (input.answer("refused").isPresent()) {
            assertThat(err.toString()).contains(input.answer("refused").orElseThrow());
            assertThat(exit).isEqualTo(Crayfleet.REFUSED);
            assertThat(posted).isEmpty();
        } else {
            assertThat(exit).as(err.toString()).isZero();
            assertThat(posted).hasSize(1);
            JsonNode task = posted.remove();
            for (String field : List.of("prompt", "thinking", "timeout", "model")) {
                assertThat(task.path(field).textValue())
                        .as(field)
                        .isEqualTo(input.answer(field).orElse(null));
            }
        }
        assertHarmless();
    }

    /** The texts of the corpus that are tested at every way in. */
    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsTheSameOnTheCommandLine(HostileInput input) {
        String text = input.text("text").orElseThrow();
        int exit = run("submit", "--url", url(), "--", text);
        if (input.answer("prompt").isPresent()) {
            assertThat(exit).as(err.toString()).isZero();
            assertThat(posted.remove().path("prompt").textValue())
                    .isEqualTo(input.answer("prompt").orElseThrow());
        } else {
            assertThat(exit).isEqualTo(Crayfleet.REFUSED);
            assertThat(err.toString()).contains(input.answer("refused").orElse("nothing to do"));
            assertThat(posted).isEmpty();
        }
    }

    /** As in a runner's container, whose loopback has the runner only. */
    @Test
    void anotherServiceIsNotTakenForTheDispatcher() {
        status = 404;
        answer = "{\"title\": \"Not Found\", \"status\": 404, \"detail\": \"Page Not Found\"}";
        assertThat(run("tasks", "--dispatcher", url())).isEqualTo(CommandLines.UNREACHABLE);
        assertThat(err.toString())
                .contains("what answers at " + url() + " is not the dispatcher; --dispatcher");
        status = 405;
        assertThat(run("tasks", "--dispatcher", url())).isEqualTo(CommandLines.UNREACHABLE);
        status = 404;
        answer =
                "{\"title\": \"Not Found\", \"status\": 404, \"detail\": \"Task t is unknown here.\"}";
        assertThat(run("task", "t", "--dispatcher", url())).isEqualTo(Crayfleet.REFUSED);
    }

    @Test
    void controlCharactersInAnswersDoNotReachTheTerminal() {
        status = 200;
        answer =
                """
                {"id": "t-1", "state": "failed", "pool": "default", "runner": "r\\u001b[2J1",
                 "reason": "bad\\r\\nforged-task  succeeded \\u202edaer \\u009b31m\\u0000",
                 "history": [{"at": "now", "what": "Failed\\u0007", "detail": "a\\nb\\u001b]0;x\\u0007"}]}
                """;
        assertThat(run("task", "t-1", "--dispatcher", url())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "t-1  failed  pool default  on r1",
                        "  Why         bad",
                        "              forged-task  succeeded daer",
                        "  History",
                        "    now             Failed  a b");
        answer = "{\"tasks\": [" + answer + "]}";
        assertThat(run("tasks", "--dispatcher", url())).isZero();
        assertThat(run("tasks", "--json", "--dispatcher", url())).isZero();
        assertThat(run("tasks", "--quiet", "--dispatcher", url())).isZero();
        assertThat(run("runners", "--dispatcher", url())).isZero();
        assertHarmless();
        answer =
                """
                {"pools": [{"pool": "p\\u001b[2J\\u202e", "paused": {"by": "\\u009b31m"}}],
                 "runners": [{"runner": "r\\u0007", "standing": "\\u001b[2J", "tasks": ["\\u202ea"]}],
                 "missingLanes": ["\\u001b[2J"]}
                """;
        for (String list : List.of("pools", "runners")) {
            assertThat(run(list, "--dispatcher", url())).isZero();
            assertThat(run(list, "--json", "--dispatcher", url())).isZero();
            assertThat(run(list, "--quiet", "--dispatcher", url())).isZero();
        }
        assertHarmless();
        status = 400;
        answer = "{\"detail\": \"no\\u001b[31m\\u202e\"}";
        assertThat(run("tasks", "--dispatcher", url())).isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("crayfleet: no");
        assertHarmless();
    }

    @Test
    void aReplayMayNotTakeAnIdOfTheFleet() {
        assertThat(run("replay", "t-1", "--id", "http-1", "--dispatcher", url()))
                .isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("begins with \"http-\"");
        assertThat(posted).isEmpty();
    }

    @Test
    void aReplayMayNotGoToAnotherAgent() {
        assertThat(run("replay", "t-1", "--agent", "auditor", "--dispatcher", url()))
                .isEqualTo(Crayfleet.REFUSED);
        assertThat(err.toString()).contains("leave --agent out");
        assertThat(posted).isEmpty();
    }

    private void assertHarmless() {
        assertThat((out.toString() + err).codePoints())
                .noneMatch(point -> point != '\n' && Character.isISOControl(point))
                .noneMatch(point -> point == 0x202E);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... arguments) {
        return Crayfleet.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
    }
}
