package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.requests.ErrorResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Unmodified JDA meets rate limits, lost answers and lost connections. */
class JdaFaultsIT extends JdaTestBase {
    private static final Emoji DONE = Emoji.fromUnicode("✅");

    @Test
    void aNonceIsPostedOnceAlsoWhenTheFirstAnswerIsLost() {
        var channel = client.channel("results");
        discord.faults().responseLost(1);
        try {
            channel.sendMessage("once").setNonce("task-1").complete();
        } catch (ErrorResponseException e) {
            assertThat(e.isServerError() || e.getErrorCode() < 0).isTrue();
        }
        channel.sendMessage("once").setNonce("task-1").complete();
        assertThat(discord.messages("results")).hasSize(1);
        assertThat(discord.messages("results").getFirst().nonce()).contains("task-1");

        discord.faults().errorAfterWrite(502, 1); // which JDA repeats by itself
        channel.sendMessage("twice").setNonce("task-2").complete();
        assertThat(discord.messages("results")).hasSize(2);
    }

    @Test
    void jdaWaitsUntilARateLimitIsOver() {
        discord.faults().rateLimited(Duration.ofMillis(700), 1);
        long startedAt = System.nanoTime();
        client.channel("results").sendMessage("late").complete();
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                .isGreaterThan(Duration.ofMillis(690));
        assertThat(discord.messages("results")).hasSize(1);
    }

    @Test
    void rateLimitHeadersAlonePaceJda() throws Exception {
        var high = RateLimits.generous().others();
        var slow = new RateLimits.Limit(5, Duration.ofMillis(500));
        var limits = new RateLimits(slow, high, high, high);
        restart(EmulatorConfig.inMemory().withRateLimits(limits));
        var channel = client.channel("results");
        long startedAt = System.nanoTime();
        IntStream.range(0, 12)
                .mapToObj(i -> channel.sendMessage("m" + i).submit())
                .toList()
                .forEach(done -> done.join());
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                .isGreaterThan(Duration.ofMillis(900));
        assertThat(discord.messages("results"))
                .extracting(EmulatedMessage::content)
                .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void unknownMessagesAndHiddenChannelsHaveDiscordsCodes() throws Exception {
        Message task = postAndReceive("gone soon");
        discord.faults().unknownMessage(task.getId());
        assertThatThrownBy(() -> task.addReaction(DONE).complete())
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e ->
                                assertThat(e.getErrorResponse())
                                        .isEqualTo(ErrorResponse.UNKNOWN_MESSAGE));
        discord.faults().missingAccess(discord.channelId("results"));
        assertThatThrownBy(() -> client.channel("results").sendMessage("x").complete())
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        e ->
                                assertThat(e.getErrorResponse())
                                        .isEqualTo(ErrorResponse.MISSING_ACCESS));
    }

    @Test
    void aResumeReplaysMissedMessagesFirst() throws Exception {
        discord.faults().gatewayRefused(true);
        discord.faults().gatewayDropped();
        awaitStatus(JDA.Status.CONNECTED, false);
        discord.postAs(discord.userToken(), "task-queue", "while you were away");
        discord.faults().gatewayRefused(false);
        client.next(SessionResumeEvent.class);
        // Missed events come before the one that ends the resume.
        assertThat(client.lastMessageBefore()).isEqualTo("while you were away");
    }

    @Test
    void aLostSessionIsFollowedByANewLogin() throws Exception {
        discord.faults().gatewayReset();
        client.next(SessionRecreateEvent.class);
        assertThat(postAndReceive("again").getContentRaw()).isEqualTo("again");
    }

    private void awaitStatus(JDA.Status status, boolean expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> (client.jda.getStatus() == status) == expected);
    }
}
