package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a runner's silence outlives the dispatcher that heard it. */
class LedgerStoreTest {
    private static final Rules.LeaseRule RULE = Rules.DEFAULT.leases();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));

    @TempDir Path folder;

    private final Decider decider = new Decider(Rules.DEFAULT);
    private LedgerStore store;
    private Ledger ledger;

    @BeforeEach
    void open() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused");
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(
                        settings,
                        new org.apache.kafka.streams.processor.TaskId(0, 0),
                        folder.toFile());
        KeyValueStore<String, byte[]> rows =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("ledger"),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        rows.init(context.getStateStoreContext(), rows);
        store = new LedgerStore(rows, Rules.DEFAULT);
        ledger = store.read();
    }

    @Test
    void aQuietRunnersLeaseGoesOnForTheNextDispatcher() {
        give(join(), START);
        give(new Input.Tick(), START.plus(RULE.lease().dividedBy(3)));

        takeOver(START.plusSeconds(13), START.plusSeconds(14));

        assertThat(ledger.hasExpiredLease(START.plusSeconds(14))).isFalse();
        assertThat(ledger.hasExpiredLease(START.plusSeconds(14).plus(RULE.grace()))).isTrue();
    }

    @Test
    void aRunnerThatWasNotQuietHasItsLeaseFromTheLastRead() {
        give(join(), START);

        takeOver(START.plusSeconds(13), START.plusSeconds(14));

        Instant end = START.plusSeconds(13).plus(RULE.lease());
        assertThat(ledger.hasExpiredLease(end.minusMillis(1))).isFalse();
        assertThat(ledger.hasExpiredLease(end)).isTrue();
    }

    @Test
    void aRunnerThatIsHeardOfAgainIsNotQuietForTheNextDispatcher() {
        give(join(), START);
        give(new Input.Tick(), START.plus(RULE.lease().dividedBy(3)));
        give(join(), START.plusSeconds(6));

        takeOver(START.plusSeconds(13), START.plusSeconds(14));

        assertThat(ledger.hasExpiredLease(START.plusSeconds(14).plus(RULE.grace()))).isFalse();
    }

    private static Input join() {
        return new Input.RunRecord(
                new RunMessage.RunnerBeat(Pool.DEFAULT, RUNNER, 1, List.of(), START, START), START);
    }

    private void give(Input input, Instant now) {
        store.write(store.encode(decider.handle(ledger, input, now).entries()));
    }

    private void takeOver(Instant lastRead, Instant now) {
        ledger = store.read();
        ledger.takeOver(lastRead, now);
        assertThat(ledger.due(now))
                .hasValueSatisfying(
                        due -> assertThat(Duration.between(now, due)).isLessThan(RULE.lease()));
    }
}
