package dev.crayfleet.discord;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.kafka.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a Discord that answers every request with the same status. */
class DiscordLinkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer discord;
    private volatile int status = 401;
    private volatile int statusOfChannelTwo = 200;

    @BeforeEach
    void start() throws IOException {
        discord = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        discord.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    byte[] body = "{\"code\":0,\"message\":\"as the test says\"}".getBytes(UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    boolean isChannelTwo =
                            exchange.getRequestURI().getPath().endsWith("channels/2");
                    exchange.sendResponseHeaders(
                            isChannelTwo ? statusOfChannelTwo : status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        discord.start();
    }

    @AfterEach
    void stop() {
        discord.stop(0);
    }

    private DiscordSettings settings() {
        return new DiscordSettings(
                "made.up.1",
                "http://127.0.0.1:%d/api/v10".formatted(discord.getAddress().getPort()),
                "ws://127.0.0.1:1",
                "",
                new DiscordSettings.Channels("1", "2", "3"),
                AllowedBots.NONE);
    }

    @Test
    void aTokenThatIsRefusedIsNotTriedAgain() {
        Thread login;
        try (DiscordLink link =
                new DiscordLink(
                        settings(),
                        List.of(),
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                        Duration.ofSeconds(10))) {
            link.start();
            login = thread();
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> link.state() instanceof LinkState.Failing);
            // It would have tried again a millisecond later.
            await().atMost(Duration.ofSeconds(90)).until(() -> !login.isAlive());
            assertThat(link.state())
                    .isEqualTo(
                            new LinkState.Failing(
                                    TokenCheck.NOT_ACCEPTED, LinkState.Remedy.RESTART));
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void withoutATokenItIsClosedWithoutComplaint() {
        DiscordSettings none =
                new DiscordSettings(
                        "", "", "", "", new DiscordSettings.Channels("", "", ""), AllowedBots.NONE);
        DiscordLink link =
                new DiscordLink(
                        none,
                        List.of(),
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                        Duration.ofSeconds(10));
        link.start();
        assertThatCode(link::close).doesNotThrowAnyException();
        assertThat(requests).hasValue(0);
    }

    @Test
    void theTokenCanBeAskedForBeforehand() throws InterruptedException {
        assertThat(TokenCheck.refusal(settings(), SECOND)).contains(TokenCheck.NOT_ACCEPTED);
        status = 200;
        assertThat(TokenCheck.refusal(settings(), SECOND)).isEmpty();
        status = 503;
        assertThat(TokenCheck.refusal(settings(), SECOND)).isEmpty();
        discord.stop(0);
        assertThat(TokenCheck.refusal(settings(), SECOND)).isEmpty();
    }

    @Test
    void aChannelThatTheBotDoesNotSeeIsNamedBeforehand() throws InterruptedException {
        status = 200;
        assertThat(ChannelCheck.refusal(settings(), SECOND)).isEmpty();
        for (int refusal : List.of(403, 404)) {
            statusOfChannelTwo = refusal;
            assertThat(ChannelCheck.refusal(settings(), SECOND))
                    .hasValueSatisfying(sentence ->
                            assertThat(sentence)
                                    .contains("channel 2 (RESULTS_CHANNEL). Check the ids")
                                    .doesNotContain("TASK_QUEUE"));
        }
        statusOfChannelTwo = 503;
        assertThat(ChannelCheck.refusal(settings(), SECOND)).isEmpty();
        discord.stop(0);
        assertThat(ChannelCheck.refusal(settings(), SECOND)).isEmpty();
    }

    @Test
    void aTextOfOthersIsShownWithoutTheToken() {
        assertThat(settings().masked("Unexpected char in Authorization: Bot made.up.1"))
                .isEqualTo("Unexpected char in Authorization: Bot (the token)");
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("discord-login"))
                .findFirst()
                .orElseThrow();
    }
}
