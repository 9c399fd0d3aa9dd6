package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which lanes an instance speaks for. */
class LanesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Queries queries =
            new Queries(new Ledger(Rules.DEFAULT, id -> Optional.empty()), Instant.EPOCH);
    private final Lanes lanes = new Lanes();

    @Test
    void speaksForTheLanesThatAnswer() {
        Lanes.Desk three = lanes.open(3);
        lanes.open(5);
        CompletableFuture<SortedMap<Integer, String>> asked =
                asking(lane -> "here", Duration.ofMillis(500));
        await().atMost(LONG).until(() -> !three.isEmpty());
        three.serve(queries);
        // The other has a desk, but is late.
        assertThat(asked.join()).containsOnlyKeys(3).containsValue("here");
    }

    @Test
    void aLaneThatIsGivenUpMeanwhileIsLeftOut() {
        Lanes.Desk three = lanes.open(3);
        Lanes.Desk five = lanes.open(5);
        CompletableFuture<SortedMap<Integer, String>> asked = asking(lane -> "here", LONG);
        await().atMost(LONG).until(() -> !three.isEmpty() && !five.isEmpty());
        lanes.close(3, three);
        five.serve(queries);
        assertThat(asked.join()).containsOnlyKeys(5);
    }

    @Test
    void aBugIsNotTakenForAbsence() {
        Lanes.Desk three = lanes.open(3);
        CompletableFuture<SortedMap<Integer, String>> asked =
                asking(
                        lane -> {
                            throw new IllegalStateException("broken");
                        },
                        LONG);
        await().atMost(LONG).until(() -> !three.isEmpty());
        three.serve(queries);
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("broken");
    }

    private CompletableFuture<SortedMap<Integer, String>> asking(
            Function<Queries, String> question, Duration patience) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return lanes.ask(question, patience);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
