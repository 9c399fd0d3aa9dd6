package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which lanes an instance speaks for. */
class LanesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Queries queries =
            new Queries(new Ledger(Rules.DEFAULT, id -> Optional.empty()), Instant.EPOCH);
    private final Lanes lanes = new Lanes();

    @Test
    void speaksForTheLanesThatAnswer() throws InterruptedException {
        lanes.open(3, new Answers());
        lanes.open(5, new Silent());

        assertThat(lanes.ask(lane -> "here", LONG)).containsOnlyKeys(3).containsValue("here");
    }

    @Test
    void aLaneThatWasGivenUpIsLeftOut() throws InterruptedException {
        Answers three = new Answers();
        lanes.open(3, three);
        lanes.open(5, new Answers());

        lanes.close(3, three);

        assertThat(lanes.ask(lane -> "here", LONG)).containsOnlyKeys(5);
        assertThat(lanes.count()).isEqualTo(1);
    }

    @Test
    void aLaneThatWasOpenedAgainIsNotClosedByTheOneBefore() throws InterruptedException {
        Answers before = new Answers();
        lanes.open(3, before);
        lanes.open(3, new Answers());

        lanes.close(3, before);

        assertThat(lanes.ask(lane -> "here", LONG)).containsOnlyKeys(3);
    }

    @Test
    void aBugIsNotTakenForAbsence() {
        lanes.open(3, new Answers());

        assertThatThrownBy(() ->
                        lanes.ask(
                                lane -> {
                                    throw new IllegalStateException("broken");
                                },
                                LONG))
                .hasMessage("broken");
    }

    private final class Answers implements Lanes.Answering {
        @Override
        public <T> Optional<T> ask(Function<Queries, T> question, Duration timeout) {
            return Optional.of(question.apply(queries));
        }
    }

    private static final class Silent implements Lanes.Answering {
        @Override
        public <T> Optional<T> ask(Function<Queries, T> question, Duration timeout) {
            return Optional.empty();
        }
    }
}
