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

/** The gateway's corners, which well-behaved clients do not show. */
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

    /** A client that says only what it is told to. */
    private final class Raw implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
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
                    heard.add(JsonTrees.MAPPER.readTree(partial.toString()));
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

        void say(String json) {
            socket.sendText(json, true).join();
        }

        void identify(String token, int intents) {
            say("{\"op\":2,\"d\":{\"token\":\"%s\",\"intents\":%d}}".formatted(token, intents));
        }

        JsonNode next() throws InterruptedException {
            JsonNode node = heard.poll(10, TimeUnit.SECONDS);
            if (node == null) {
                throw new AssertionError("Nothing in 10 s");
            }
            return node;
        }

        int code() throws Exception {
            return closed.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void greetsAndAnswersHeartbeats() throws Exception {
        Raw client = new Raw();
        JsonNode hello = client.next();
        assertThat(hello.path("op").asInt()).isEqualTo(10);
        assertThat(hello.path("d").path("heartbeat_interval").asInt()).isEqualTo(41_250);
        client.say("{\"op\":1,\"d\":null}");
        assertThat(client.next().path("op").asInt()).isEqualTo(11);
    }

    @Test
    void closesWithDiscordsCodes() throws Exception {
        Raw stranger = new Raw();
        stranger.identify("nobody", CONTENT_AND_MESSAGES);
        assertThat(stranger.code()).isEqualTo(4004);

        Raw greedy = new Raw();
        greedy.identify(discord.botToken(), -5);
        assertThat(greedy.code()).isEqualTo(4013);

        discord.faults().contentIntentRefused(true);
        Raw unprivileged = new Raw();
        unprivileged.identify(discord.botToken(), CONTENT_AND_MESSAGES);
        assertThat(unprivileged.code()).isEqualTo(4014);

        Raw confused = new Raw();
        confused.say("{\"op\":99}");
        assertThat(confused.code()).isEqualTo(4001);

        Raw garbled = new Raw();
        garbled.say("no json");
        assertThat(garbled.code()).isEqualTo(4002);
    }

    @Test
    void closesWhoIsSilentTooLong() throws Exception {
        Raw client = new Raw();
        client.next();
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(60)));
        client.say("{\"op\":1,\"d\":null}");
        assertThat(client.next().path("op").asInt()).isEqualTo(11);
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(70)));
        assertThat(client.code()).isEqualTo(4009);
    }

    @Test
    void replaysExactlyWhatWasMissed() throws Exception {
        Raw first = new Raw();
        first.next();
        first.identify(discord.botToken(), CONTENT_AND_MESSAGES);
        JsonNode ready = first.next();
        assertThat(ready.path("t").asText()).isEqualTo("READY");
        assertThat(first.next().path("t").asText()).isEqualTo("GUILD_CREATE");
        discord.postAs(discord.userToken(), "task-queue", "one");
        long seen = first.next().path("s").asLong();
        discord.faults().gatewayDropped();
        discord.postAs(discord.userToken(), "task-queue", "two");
        discord.postAs(discord.userToken(), "task-queue", "three");

        Raw second = new Raw();
        second.next();
        String session = ready.path("d").path("session_id").asText();
        String resume =
                "{\"op\":6,\"d\":{\"token\":\"%s\",\"session_id\":\"%s\",\"seq\":%d}}"
                        .formatted(discord.botToken(), session, seen);
        second.say(resume);
        assertThat(second.next().path("d").path("content").asText()).isEqualTo("two");
        JsonNode three = second.next();
        assertThat(three.path("d").path("content").asText()).isEqualTo("three");
        assertThat(three.path("s").asLong()).isEqualTo(seen + 2);
        assertThat(second.next().path("t").asText()).isEqualTo("RESUMED");

        discord.faults().gatewayReset();
        Raw third = new Raw();
        third.next();
        third.say(resume);
        JsonNode invalid = third.next();
        assertThat(invalid.path("op").asInt()).isEqualTo(9);
        assertThat(invalid.path("d").asBoolean()).isFalse();
    }
}
