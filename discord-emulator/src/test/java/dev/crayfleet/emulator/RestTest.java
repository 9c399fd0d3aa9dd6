package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestTest {
    private DiscordEmulator discord;
    private Http http;
    private String channelPath;

    @BeforeEach
    void start() {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        http = new Http(discord);
        channelPath = http.channelPath("task-queue");
    }

    @AfterEach
    void stop() {
        http.close();
        discord.close();
    }

    private String post(String text) throws Exception {
        var reply = http.bot("POST", channelPath + "/messages", "{\"content\":\"" + text + "\"}");
        assertThat(reply.status()).isEqualTo(200);
        return reply.body().path("id").asText();
    }

    private List<String> texts(String query) throws Exception {
        var reply = http.bot("GET", channelPath + "/messages?" + query);
        assertThat(reply.status()).isEqualTo(200);
        return StreamSupport.stream(reply.body().spliterator(), false)
                .map(message -> message.path("content").asText())
                .toList();
    }

    @Test
    void historyIsReadNewestFirstAndPageByPage() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(post("m" + i));
        }
        assertThat(texts("limit=3")).containsExactly("m9", "m8", "m7");
        assertThat(texts("limit=3&after=" + ids.get(2))).containsExactly("m5", "m4", "m3");
        assertThat(texts("limit=3&after=0")).containsExactly("m2", "m1", "m0");
        assertThat(texts("limit=3&before=" + ids.get(5))).containsExactly("m4", "m3", "m2");
        assertThat(texts("limit=3&around=" + ids.get(5))).containsExactly("m6", "m5", "m4");
        assertThat(texts("after=" + ids.get(9))).isEmpty();
    }

    @Test
    void anEnforcedNonceIsPostedOnce() throws Exception {
        String body = "{\"content\":\"once\",\"nonce\":\"n1\",\"enforce_nonce\":true}";
        var first = http.bot("POST", channelPath + "/messages", body);
        var second = http.bot("POST", channelPath + "/messages", body);
        assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(second.body().path("nonce").asText()).isEqualTo("n1");
        assertThat(discord.messages("task-queue")).hasSize(1);
        // A nonce that is not enforced does not prevent a second message.
        http.bot("POST", channelPath + "/messages", body.replace("true", "false"));
        assertThat(discord.messages("task-queue")).hasSize(2);
        // As at Discord, a message that is read has no nonce.
        var read = http.bot("GET", channelPath + "/messages/" + first.body().path("id").asText());
        assertThat(read.body().has("nonce")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /channels/1                | 404 | 10003",
                "GET    | /channels/1/messages       | 404 | 10003",
                "GET    | ROOM/messages/1            | 404 | 10008",
                "PATCH  | ROOM/messages/1            | 404 | 10008",
                "DELETE | ROOM/messages/1            | 404 | 10008",
                "PUT    | ROOM/messages/1/reactions/%E2%9C%85/@me | 404 | 10008",
                "POST   | ROOM/messages              | 400 | 50006",
                "GET    | ROOM/messages?limit=101    | 400 | 50035",
                "GET    | ROOM/messages?limit=0      | 400 | 50035",
                "GET    | ROOM/messages?after=x      | 400 | 50035",
                "GET    | /guilds/1                  | 404 | 10004",
                "GET    | /users/1                   | 404 | 10013",
                "GET    | /nowhere                   | 404 | 0",
                "DELETE | ROOM/messages              | 405 | 0"
            })
    void refusalsHaveDiscordsStatusAndCode(String method, String path, int status, int code)
            throws Exception {
        var reply = http.bot(method, path.replace("ROOM", channelPath));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.body().path("message").asText()).isNotEmpty();
        assertThat(reply.header("X-RateLimit-Limit")).isNotEmpty();
    }

    @Test
    void tooLongContentIsRefusedWithTheFieldsName() throws Exception {
        String body = "{\"content\":\"" + "x".repeat(2_001) + "\"}";
        var reply = http.bot("POST", channelPath + "/messages", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(50035);
        JsonNode errors = reply.body().path("errors").path("content").path("_errors");
        assertThat(errors.path(0).path("code").asText()).isEqualTo("BASE_TYPE_MAX_LENGTH");
        assertThat(discord.messages("task-queue")).isEmpty();
        // Code points are counted, not bytes or chars.
        post("🦞".repeat(2_000));
    }

    @Test
    void anUnknownTokenIsRefused() throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(discord.apiUrl() + "/users/@me"))
                        .header("Authorization", "Bot somebody")
                        .build();
        var reply = http.send(request);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body().path("message").asText()).isEqualTo("401: Unauthorized");
    }

    @Test
    void requestsFromOtherSitesAreRefused() throws Exception {
        var foreignPage =
                http.request("POST", channelPath + "/messages", "{\"content\":\"x\"}")
                        .header("Origin", "http://elsewhere.example")
                        .build();
        assertThat(http.send(foreignPage).status()).isEqualTo(403);
        assertThat(discord.messages("task-queue")).isEmpty();
        var ownPage =
                http.request("POST", channelPath + "/messages", "{\"content\":\"x\"}")
                        .header("Origin", discord.pageUrl().replaceFirst("/$", ""))
                        .build();
        assertThat(http.send(ownPage).status()).isEqualTo(200);
        assertThat(RawHttp.get(discord, "/_emulator/session", "rebound.example")).contains(" 403 ");
        assertThat(RawHttp.get(discord, "/_emulator/session", "localhost")).contains(" 200 ");
    }

    @Test
    void faithfulRateLimitsAllowFivePosts() throws Exception {
        discord.close();
        discord =
                DiscordEmulator.start(
                        EmulatorConfig.inMemory().withRateLimits(RateLimits.faithful()));
        http.close();
        http = new Http(discord);
        channelPath = http.channelPath("task-queue");
        for (int i = 0; i < 5; i++) {
            post("m" + i);
        }
        var reply = http.bot("POST", channelPath + "/messages", "{\"content\":\"one too many\"}");
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.body().path("retry_after").asDouble()).isBetween(0.1, 5.0);
        assertThat(reply.body().path("global").asBoolean()).isFalse();
        assertThat(reply.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(reply.header("X-RateLimit-Scope")).isEqualTo("user");
        assertThat(discord.messages("task-queue")).hasSize(5);
    }

    @Test
    void aHundredConcurrentPostsAreStoredInTheOrderOfTheirIds() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> posts =
                    IntStream.range(0, 100)
                            .<Callable<String>>mapToObj(i -> () -> post("m" + i))
                            .toList();
            for (var done : pool.invokeAll(posts)) {
                assertThat(done.get()).isNotEmpty();
            }
        }
        var ids = discord.messages("task-queue").stream().map(EmulatedMessage::id).toList();
        assertThat(ids).hasSize(100).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eachFaultFailsRequestsAsItsNameSays() throws Exception {
        String route = "POST /channels/{channel_id}/messages";
        discord.faults().on(route).serverError(503, 1);
        discord.faults().on(route).refused(403, 50013, "Missing Permissions", 1);
        discord.faults().unauthorized(1);
        assertThat(http.bot("GET", "/users/@me").status()).isEqualTo(401);
        String body = "{\"content\":\"x\"}";
        assertThat(http.bot("POST", channelPath + "/messages", body).status()).isEqualTo(503);
        assertThat(http.bot("POST", channelPath + "/messages", body).code()).isEqualTo(50013);
        assertThat(discord.messages("task-queue")).isEmpty();

        discord.faults().errorAfterWrite(502, 1);
        assertThat(http.bot("POST", channelPath + "/messages", body).status()).isEqualTo(502);
        assertThat(discord.messages("task-queue")).hasSize(1);

        discord.faults().responseLost(1);
        assertThatThrownBy(() -> http.bot("POST", channelPath + "/messages", body))
                .isInstanceOf(IOException.class);
        assertThat(discord.messages("task-queue")).hasSize(2);

        discord.faults().slow(Duration.ofMillis(300), 1);
        long startedAt = System.nanoTime();
        assertThat(http.bot("GET", "/users/@me").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                .isGreaterThan(Duration.ofMillis(290));

        discord.faults().missingAccess(discord.channelId("results"));
        assertThat(http.bot("GET", http.channelPath("results")).code()).isEqualTo(50001);
        discord.faults().clear();
        assertThat(http.bot("GET", http.channelPath("results")).status()).isEqualTo(200);
    }

    @Test
    void faultsAreSwitchedOnOverHttp() throws Exception {
        var switchOn =
                HttpRequest.newBuilder(URI.create(discord.pageUrl() + "_emulator/faults"))
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"fault\":\"rateLimited\",\"millis\":1500}"))
                        .build();
        assertThat(http.send(switchOn).status()).isEqualTo(200);
        var limited = http.bot("GET", "/users/@me");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isEqualTo("2");
        assertThat(limited.body().path("retry_after").asDouble()).isEqualTo(1.5);
        assertThat(http.bot("GET", "/users/@me").status()).isEqualTo(200);
    }

    @Test
    void noChannelIsCreatedInAnUnknownGuild() throws Exception {
        var reply = http.bot("POST", "/guilds/1/channels", "{\"name\":\"stray\"}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo(10004);
        assertThatThrownBy(() -> discord.channelId("stray"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWebhookPostsUnderItsName() throws Exception {
        var webhook = http.bot("POST", channelPath + "/webhooks", "{\"name\":\"ci\"}").body();
        String url =
                discord.apiUrl()
                        + "/webhooks/%s/%s?wait=true"
                                .formatted(
                                        webhook.path("id").asText(),
                                        webhook.path("token").asText());
        var reply =
                http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"content\":\"built\"}"))
                                .build());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("webhook_id").asText()).isEqualTo(webhook.path("id").asText());
        var message = discord.messages("task-queue").getFirst();
        assertThat(message.author().name()).isEqualTo("ci");
        assertThat(message.author().bot()).isTrue();
    }

    @Test
    void attachmentsAreServedSoThatNoScriptRuns() throws Exception {
        String boundary = "----b";
        String body =
                """
                ------b\r
                Content-Disposition: form-data; name="payload_json"\r
                Content-Type: application/json\r
                \r
                {"attachments":[{"id":0,"description":"evil"}]}\r
                ------b\r
                Content-Disposition: form-data; name="files[0]"; filename="a b.html"\r
                Content-Type: text/html\r
                \r
                <script>alert(1)</script>\r
                ------b--\r
                """;
        var reply =
                http.send(
                        http.request("POST", channelPath + "/messages", "")
                                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
        assertThat(reply.status()).isEqualTo(200);
        JsonNode file = reply.body().path("attachments").path(0);
        assertThat(file.path("filename").asText()).isEqualTo("a b.html");
        assertThat(file.path("description").asText()).isEqualTo("evil");
        var served =
                http.send(HttpRequest.newBuilder(URI.create(file.path("url").asText())).build());
        assertThat(served.raw().body()).isEqualTo("<script>alert(1)</script>");
        assertThat(served.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(served.header("Content-Security-Policy")).contains("sandbox");
        assertThat(served.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
}
