package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.poster.MovableClock;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscordRetrierTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final RequestOutcome DONE = new RequestOutcome.Done();
    private static final RequestOutcome NO_ANSWER =
            new RequestOutcome.Retryable("Discord does not answer.");
    private static final DiscordAction MESSAGE =
            new DiscordAction.SendMessage(
                    DiscordAction.TargetChannel.RESULTS, new Post("nonce", "a result", List.of()));

    private final MovableClock clock =
            new MovableClock(Clock.fixed(NOON, ZoneOffset.UTC), Duration.ZERO);
    private final ScriptedDiscord discord = new ScriptedDiscord();
    private final DiscordRetrier retrier =
            new DiscordRetrier(
                    "results",
                    discord,
                    Duration.ofMinutes(2),
                    clock,
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                    new SimpleMeterRegistry());

    /** Answers with the given outcomes; each answer takes a minute. */
    private final class ScriptedDiscord implements DiscordClient {
        final Deque<RequestOutcome> attemptOutcomes = new ArrayDeque<>();
        final Deque<RequestOutcome> findOutcomes = new ArrayDeque<>();
        final List<String> calls = new ArrayList<>();

        @Override
        public RequestOutcome attempt(DiscordAction action) {
            calls.add("attempt");
            return next(attemptOutcomes);
        }

        @Override
        public RequestOutcome find(DiscordAction action, InDoubtWindow inDoubt) {
            calls.add("find " + minute(inDoubt.from()) + " to " + minute(inDoubt.until()));
            return next(findOutcomes);
        }

        private RequestOutcome next(Deque<RequestOutcome> outcomes) {
            clock.move(Duration.ofMinutes(1));
            return outcomes.removeFirst();
        }
    }

    @Test
    void aPostThatIsNotInDoubtIsNotSearchedFor() throws Exception {
        discord.attemptOutcomes.add(DONE);
        assertThat(retrier.perform(MESSAGE, InDoubtWindow.NONE)).isTrue();
        assertThat(discord.calls).containsExactly("attempt");
    }

    @Test
    void aPostThatAPreviousOwnerMayHaveMadeIsSearchedForFirst() throws Exception {
        discord.findOutcomes.add(new RequestOutcome.Found());
        assertThat(retrier.perform(MESSAGE, new InDoubtWindow(at(-30), at(-1)))).isFalse();
        assertThat(discord.calls).containsExactly("find -30 to -1");
    }

    @Test
    void aPostThatWasNotFoundIsMadeAndNotSearchedForAgain() throws Exception {
        discord.findOutcomes.add(new RequestOutcome.Absent());
        discord.attemptOutcomes.addAll(List.of(NO_ANSWER, DONE));
        assertThat(retrier.perform(MESSAGE, new InDoubtWindow(at(-30), at(-1)))).isTrue();
        assertThat(discord.calls).containsExactly("find -30 to -1", "attempt", "attempt");
    }

    @Test
    void aRecentPostIsTriedAgainBecauseItsNonceHolds() throws Exception {
        discord.attemptOutcomes.add(DONE);
        retrier.perform(MESSAGE, new InDoubtWindow(at(-1), at(0)));
        assertThat(discord.calls).containsExactly("attempt");
    }

    @Test
    void aSearchThatFailsIsRepeated() throws Exception {
        discord.findOutcomes.addAll(List.of(NO_ANSWER, new RequestOutcome.Found()));
        retrier.perform(MESSAGE, new InDoubtWindow(at(-30), at(-1)));
        assertThat(discord.calls).containsExactly("find -30 to -1", "find -30 to -1");
    }

    @Test
    void anAttemptWithoutAnAnswerIsSearchedForWhenItsNonceMayHaveExpired() throws Exception {
        discord.attemptOutcomes.addAll(List.of(NO_ANSWER, NO_ANSWER, NO_ANSWER));
        discord.findOutcomes.add(new RequestOutcome.Found());
        assertThat(retrier.perform(MESSAGE, InDoubtWindow.NONE)).isFalse();
        assertThat(discord.calls).containsExactly("attempt", "attempt", "attempt", "find 0 to 3");
    }

    @Test
    void retriesHoweverLongDiscordDoesNotAnswer() throws Exception {
        discord.attemptOutcomes.addAll(List.of(NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, DONE));
        discord.findOutcomes.addAll(List.of(NO_ANSWER, new RequestOutcome.Absent()));
        assertThat(retrier.perform(MESSAGE, InDoubtWindow.NONE)).isTrue();
        assertThat(discord.calls)
                .containsExactly(
                        "attempt",
                        "attempt",
                        "attempt",
                        "find 0 to 3",
                        "find 0 to 3",
                        "attempt",
                        "attempt");
    }

    @Test
    void aFallbackIsSearchedForAsWell() throws Exception {
        discord.findOutcomes.addAll(
                List.of(new RequestOutcome.Absent(), new RequestOutcome.Found()));
        discord.attemptOutcomes.add(new RequestOutcome.Rejected("50035 Invalid Form Body"));
        assertThat(retrier.perform(MESSAGE, new InDoubtWindow(at(-30), at(-1)))).isFalse();
        assertThat(discord.calls).containsExactly("find -30 to -1", "attempt", "find -30 to -1");
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private static long minute(Instant at) {
        return Duration.between(NOON, at).toMinutes();
    }
}
