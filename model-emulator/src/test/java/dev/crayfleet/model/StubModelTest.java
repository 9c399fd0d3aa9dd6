package dev.crayfleet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StubModelTest {
    private static final String USER = "{\"role\":\"user\",\"content\":\"go\"}";
    private static final String TOOL = "{\"role\":\"tool\",\"content\":\"done\"}";

    private final StubModel model = StubModel.start(StubModel.saying("25 × 4 = 100"));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        model.close();
        http.shutdownNow();
    }

    private HttpRequest request(String messages, boolean stream) {
        String body = "{\"stream\":%s,\"messages\":[%s]}".formatted(stream, messages);
        return HttpRequest.newBuilder(URI.create(model.baseUrl() + "/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> post(String messages, boolean stream) throws Exception {
        return http.send(request(messages, stream), HttpResponse.BodyHandlers.ofString());
    }

    /** The one choice of an answer that is not streamed. */
    private JsonNode choice(String messages) throws Exception {
        HttpResponse<String> response = post(messages, false);
        assertThat(response.statusCode()).isEqualTo(200);
        return CompletionJson.MAPPER.readTree(response.body()).path("choices").path(0);
    }

    private static void assertCalls(JsonNode choice, String tool, String arguments)
            throws Exception {
        JsonNode call = choice.path("message").path("tool_calls").path(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(call.path("function").path("name").asText()).isEqualTo(tool);
        assertThat(CompletionJson.MAPPER.readTree(call.path("function").path("arguments").asText()))
                .isEqualTo(CompletionJson.MAPPER.readTree(arguments));
    }

    @Test
    void aTextIsAnsweredAsAWholeCompletionWithItsUsage() throws Exception {
        HttpResponse<String> response = post(USER, false);
        JsonNode completion = CompletionJson.MAPPER.readTree(response.body());
        JsonNode choice = completion.path("choices").path(0);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(choice.path("message").path("content").asText()).isEqualTo("25 × 4 = 100");
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(completion.path("usage").path("prompt_tokens").asInt()).isEqualTo(180);
        assertThat(completion.path("usage").path("completion_tokens").asInt()).isEqualTo(61);
        assertThat(completion.path("usage").path("total_tokens").asInt()).isEqualTo(241);
    }

    @Test
    void aStreamHasTheMessageThenTheFinishThenTheUsageThenDone() throws Exception {
        HttpResponse<String> response = post(USER, true);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> events = Arrays.asList(response.body().split("\n\n"));
        assertThat(events).hasSize(4).allMatch(event -> event.startsWith("data: "));
        JsonNode message = CompletionJson.MAPPER.readTree(events.get(0).substring(6));
        JsonNode finish = CompletionJson.MAPPER.readTree(events.get(1).substring(6));
        JsonNode usage = CompletionJson.MAPPER.readTree(events.get(2).substring(6));
        assertThat(message.path("choices").path(0).path("delta").path("content").asText())
                .isEqualTo("25 × 4 = 100");
        assertThat(finish.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
        assertThat(usage.path("usage").path("total_tokens").asInt()).isEqualTo(241);
        assertThat(events.get(3)).isEqualTo("data: [DONE]");
    }

    @Test
    void theWritingScriptWritesResultTxtFirstAndSpeaksAfterTheTool() throws Exception {
        model.script(StubModel.writing("whole result"));
        assertCalls(
                choice(USER), "write", "{\"path\":\"RESULT.txt\",\"content\":\"whole result\"}");
        assertThat(choice(USER + "," + TOOL).path("message").path("content").asText())
                .isEqualTo("I have written the result.");
    }

    @Test
    void toolsThatTakeAPathOrACommandAreCalled() throws Exception {
        model.script(request -> new Turn.CallsPathTool("read", "notes.txt"));
        assertCalls(choice(USER), "read", "{\"path\":\"notes.txt\"}");
        model.script(request -> new Turn.Executes("ls"));
        assertCalls(choice(USER), "exec", "{\"command\":\"ls\"}");
    }

    @Test
    void aFailureHasItsStatusAndMessage() throws Exception {
        model.script(request -> new Turn.Fails(503, "made to fail"));
        HttpResponse<String> response = post(USER, true);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("made to fail");
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void tooManyRequestsSaysWhenToTryAgain() throws Exception {
        model.script(request -> new Turn.Fails(429, "too many"));
        assertThat(post(USER, true).headers().firstValue("Retry-After")).contains("90");
    }

    @Test
    void invalidJsonIsSentWithStatus200() throws Exception {
        model.script(request -> new Turn.SendsInvalidJson());
        HttpResponse<String> response = post(USER, true);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("data: {{{ no JSON\n\n");
    }

    @Test
    void aCutConnectionEndsBeforeTheAnnouncedLength() {
        model.script(request -> new Turn.CutsConnection());
        assertThatThrownBy(() -> post(USER, true)).isInstanceOf(IOException.class);
    }

    @Test
    void aWaitIsFollowedByItsTurn() throws Exception {
        model.script(request -> new Turn.Waits(Duration.ofMillis(200), new Turn.Says("late")));
        long startedAt = System.nanoTime();
        assertThat(choice(USER).path("message").path("content").asText()).isEqualTo("late");
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void closingTheModelEndsATurnThatHangs() throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        model.script(request -> {
            reached.complete(null);
            return new Turn.Hangs();
        });
        var response = http.sendAsync(request(USER, true), HttpResponse.BodyHandlers.ofString());
        reached.get(10, TimeUnit.SECONDS);
        assertThat(response).isNotDone();
        model.close();
        assertThatThrownBy(() -> response.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void theLastHundredRequestsAreKept() throws Exception {
        for (int i = 0; i < 101; i++) {
            choice("{\"role\":\"user\",\"content\":\"m%d\"}".formatted(i));
        }
        assertThat(model.requests()).hasSize(100);
        assertThat(model.requests().getFirst().text()).isEqualTo("m1");
        assertThat(model.requests().getLast().text()).isEqualTo("m100");
    }

    @Test
    void theConfigurationNamesTheModelsAddress() {
        assertThat(model.openclawJson())
                .contains("\"baseUrl\": \"" + model.baseUrl() + "\"", "stub/kimi", "stub/flash");
    }

    @Test
    void speaksAnthropicsApiAsWell() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(model.baseUrl() + "/messages"))
                                    .timeout(Duration.ofSeconds(20))
                                    .header("x-api-key", "the key")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"stream\":%s,\"messages\":[%s]}"
                                                            .formatted(stream, USER)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body())
                    .contains("25 × 4 = 100", "\"input_tokens\":180", "\"output_tokens\":61");
            assertThat(model.requests().getLast().key()).isEqualTo("the key");
        }
    }
}
