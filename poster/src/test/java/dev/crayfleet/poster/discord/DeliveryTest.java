package dev.crayfleet.poster.discord;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.discord.Backoff;
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

class DeliveryTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Outcome DONE = new Outcome.Done();
    private static final Outcome AWAY = new Outcome.Retryable("Discord does not answer.");
    private static final DiscordAction SAY =
            new DiscordAction.Say(
                    DiscordAction.Room.RESULTS, new Post("nonce", "a result", List.of()));

    private final MovableClock clock =
            new MovableClock(Clock.fixed(NOON, ZoneOffset.UTC), Duration.ZERO);
    private final Script script = new Script();
    private final Delivery delivery =
            new Delivery(
                    "results",
                    script,
                    Duration.ofMinutes(2),
                    clock,
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                    new SimpleMeterRegistry());

    /** Answers as it is told to, and each answer takes a minute. */
    private final class Script implements Delivery.Discord {
        final Deque<Outcome> tries = new ArrayDeque<>();
        final Deque<Outcome> looks = new ArrayDeque<>();
        final List<String> seen = new ArrayList<>();

        @Override
        public Outcome attempt(DiscordAction action) {
            seen.add("try");
            return answer(tries);
        }

        @Override
        public Outcome look(DiscordAction action, InDoubtWindow doubt) {
            seen.add("look " + minute(doubt.from()) + " to " + minute(doubt.until()));
            return answer(looks);
        }

        private Outcome answer(Deque<Outcome> answers) {
            clock.move(Duration.ofMinutes(1));
            return answers.removeFirst();
        }
    }

    @Test
    void whatNobodyCanHavePostedIsNotLookedFor() throws Exception {
        script.tries.add(DONE);
        assertThat(delivery.deliver(SAY, InDoubtWindow.NONE)).isTrue();
        assertThat(script.seen).containsExactly("try");
    }

    @Test
    void whatAnEarlierLifeMayHavePostedIsLookedForFirst() throws Exception {
        script.looks.add(new Outcome.Found());
        assertThat(delivery.deliver(SAY, new InDoubtWindow(at(-30), at(-1)))).isFalse();
        assertThat(script.seen).containsExactly("look -30 to -1");
    }

    @Test
    void itIsPostedWhereItWasNotFoundAndNotLookedForAgain() throws Exception {
        script.looks.add(new Outcome.Absent());
        script.tries.addAll(List.of(AWAY, DONE));
        assertThat(delivery.deliver(SAY, new InDoubtWindow(at(-30), at(-1)))).isTrue();
        assertThat(script.seen).containsExactly("look -30 to -1", "try", "try");
    }

    @Test
    void theNonceSpeaksForWhatIsYoung() throws Exception {
        script.tries.add(DONE);
        delivery.deliver(SAY, new InDoubtWindow(at(-1), at(0)));
        assertThat(script.seen).containsExactly("try");
    }

    @Test
    void aLookThatFailsIsMadeAgain() throws Exception {
        script.looks.addAll(List.of(AWAY, new Outcome.Found()));
        delivery.deliver(SAY, new InDoubtWindow(at(-30), at(-1)));
        assertThat(script.seen).containsExactly("look -30 to -1", "look -30 to -1");
    }

    @Test
    void aTryWithoutAnAnswerIsLookedForWhenItsNonceMayBeForgotten() throws Exception {
        script.tries.addAll(List.of(AWAY, AWAY, AWAY));
        script.looks.add(new Outcome.Found());
        assertThat(delivery.deliver(SAY, InDoubtWindow.NONE)).isFalse();
        assertThat(script.seen).containsExactly("try", "try", "try", "look 0 to 3");
    }

    @Test
    void howeverLongDiscordIsAway() throws Exception {
        script.tries.addAll(List.of(AWAY, AWAY, AWAY, AWAY, DONE));
        script.looks.addAll(List.of(AWAY, new Outcome.Absent()));
        assertThat(delivery.deliver(SAY, InDoubtWindow.NONE)).isTrue();
        assertThat(script.seen)
                .containsExactly("try", "try", "try", "look 0 to 3", "look 0 to 3", "try", "try");
    }

    @Test
    void whatIsSaidPlainlyIsLookedForAsWell() throws Exception {
        script.looks.addAll(List.of(new Outcome.Absent(), new Outcome.Found()));
        script.tries.add(new Outcome.Refused("50035 Invalid Form Body"));
        assertThat(delivery.deliver(SAY, new InDoubtWindow(at(-30), at(-1)))).isFalse();
        assertThat(script.seen).containsExactly("look -30 to -1", "try", "look -30 to -1");
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private static long minute(Instant at) {
        return Duration.between(NOON, at).toMinutes();
    }
}
