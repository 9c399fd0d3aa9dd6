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
    void returnsTheAnswersOfLanesThatAnswer() throws InterruptedException {
        lanes.open(3, new Answers());
        lanes.open(5, new Silent());

        assertThat(lanes.query(lane -> "here", LONG)).containsOnlyKeys(3).containsValue("here");
    }

    @Test
    void aClosedLaneIsNotAsked() throws InterruptedException {
        Answers three = new Answers();
        lanes.open(3, three);
        lanes.open(5, new Answers());

        lanes.close(3, three);

        assertThat(lanes.query(lane -> "here", LONG)).containsOnlyKeys(5);
        assertThat(lanes.count()).isEqualTo(1);
    }

    @Test
    void aLaneThatWasOpenedAgainIsNotClosedByItsPredecessor() throws InterruptedException {
        Answers before = new Answers();
        lanes.open(3, before);
        lanes.open(3, new Answers());

        lanes.close(3, before);

        assertThat(lanes.query(lane -> "here", LONG)).containsOnlyKeys(3);
    }

    @Test
    void anExceptionOfAQueryIsPassedOn() {
        lanes.open(3, new Answers());

        assertThatThrownBy(() ->
                        lanes.query(
                                lane -> {
                                    throw new IllegalStateException("broken");
                                },
                                LONG))
                .hasMessage("broken");
    }

    private final class Answers implements Lanes.Queryable {
        @Override
        public <T> Optional<T> query(Function<Queries, T> query, Duration timeout) {
            return Optional.of(query.apply(queries));
        }
    }

    private static final class Silent implements Lanes.Queryable {
        @Override
        public <T> Optional<T> query(Function<Queries, T> query, Duration timeout) {
            return Optional.empty();
        }
    }
}
