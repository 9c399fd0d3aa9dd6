package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway does that client libraries hide or never cause. */
class GatewayTest {
    private static final int CONTENT_AND_MESSAGES = (1 << 15) | (1 << 9) | 1;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final HttpClient http = HttpClient.newHttpClient();
    private DiscordEmulator discord;

    @BeforeEach
    void start() {
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        discord = DiscordEmulator.start(EmulatorConfig.inMemory().withClock(clock));
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        discord.close();
    }

    /** A client that sends nothing by itself. */
    private final class RawClient implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create(discord.gatewayUrl() + "?v=10"), this)
                        .join();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    received.add(JsonTrees.MAPPER.readTree(partial.toString()));
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new AssertionError(e);
                }
                partial.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedFuture(true);
        }

        void send(String json) {
            socket.sendText(json, true).join();
        }

        void identify(String token, int intents) {
            send("{\"op\":2,\"d\":{\"token\":\"%s\",\"intents\":%d}}".formatted(token, intents));
        }

        JsonNode next() throws InterruptedException {
            JsonNode node = received.poll(10, TimeUnit.SECONDS);
            if (node == null) {
                throw new AssertionError("Nothing in 10 s");
            }
            return node;
        }

        int closeCode() throws Exception {
            return closed.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void sendsHelloAndAcknowledgesHeartbeats() throws Exception {
        RawClient client = new RawClient();
        JsonNode hello = client.next();
        assertThat(hello.path("op").asInt()).isEqualTo(10);
        assertThat(hello.path("d").path("heartbeat_interval").asInt()).isEqualTo(41_250);
        client.send("{\"op\":1,\"d\":null}");
        assertThat(client.next().path("op").asInt()).isEqualTo(11);
    }

    @Test
    void closesInvalidLoginsAndPayloadsWithDiscordsCodes() throws Exception {
        RawClient unknownToken = new RawClient();
        unknownToken.identify("nobody", CONTENT_AND_MESSAGES);
        assertThat(unknownToken.closeCode()).isEqualTo(4004);

        RawClient invalidIntents = new RawClient();
        invalidIntents.identify(discord.botToken(), -5);
        assertThat(invalidIntents.closeCode()).isEqualTo(4013);

        discord.faults().contentIntentRefused(true);
        RawClient withoutContentIntent = new RawClient();
        withoutContentIntent.identify(discord.botToken(), CONTENT_AND_MESSAGES);
        assertThat(withoutContentIntent.closeCode()).isEqualTo(4014);

        RawClient unknownOpcode = new RawClient();
        unknownOpcode.send("{\"op\":99}");
        assertThat(unknownOpcode.closeCode()).isEqualTo(4001);

        RawClient invalidJson = new RawClient();
        invalidJson.send("no json");
        assertThat(invalidJson.closeCode()).isEqualTo(4002);
    }

    @Test
    void closesAConnectionWithoutHeartbeats() throws Exception {
        RawClient client = new RawClient();
        client.next();
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(60)));
        client.send("{\"op\":1,\"d\":null}");
        assertThat(client.next().path("op").asInt()).isEqualTo(11);
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(70)));
        assertThat(client.closeCode()).isEqualTo(4009);
    }

    @Test
    void aResumeReplaysExactlyTheMissedEventsAndIsRefusedAfterAReset() throws Exception {
        RawClient first = new RawClient();
        first.next();
        first.identify(discord.botToken(), CONTENT_AND_MESSAGES);
        JsonNode ready = first.next();
        assertThat(ready.path("t").asText()).isEqualTo("READY");
        assertThat(first.next().path("t").asText()).isEqualTo("GUILD_CREATE");
        discord.postAs(discord.userToken(), "task-queue", "one");
        long lastSequence = first.next().path("s").asLong();
        discord.faults().gatewayDropped();
        discord.postAs(discord.userToken(), "task-queue", "two");
        discord.postAs(discord.userToken(), "task-queue", "three");

        RawClient second = new RawClient();
        second.next();
        String session = ready.path("d").path("session_id").asText();
        String resume =
                "{\"op\":6,\"d\":{\"token\":\"%s\",\"session_id\":\"%s\",\"seq\":%d}}"
                        .formatted(discord.botToken(), session, lastSequence);
        second.send(resume);
        assertThat(second.next().path("d").path("content").asText()).isEqualTo("two");
        JsonNode three = second.next();
        assertThat(three.path("d").path("content").asText()).isEqualTo("three");
        assertThat(three.path("s").asLong()).isEqualTo(lastSequence + 2);
        assertThat(second.next().path("t").asText()).isEqualTo("RESUMED");

        discord.faults().gatewayReset();
        RawClient third = new RawClient();
        third.next();
        third.send(resume);
        JsonNode invalid = third.next();
        assertThat(invalid.path("op").asInt()).isEqualTo(9);
        assertThat(invalid.path("d").asBoolean()).isFalse();
    }
}
