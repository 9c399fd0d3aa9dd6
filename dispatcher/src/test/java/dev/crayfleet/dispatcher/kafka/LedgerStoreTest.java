package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.HoldsView;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

    @Test
    void aStopAndAPauseAreThereForTheNextDispatcherAndForgottenOnesAreNot() {
        Order order = new Order("s-1", Requester.UNKNOWN, "loops", START);
        Order later = new Order("s-2", Requester.UNKNOWN, null, START.plusSeconds(1));
        give(order(new StopRequested(3, order)), START);
        give(order(new PauseRequested(Pool.DEFAULT, order)), START);
        HoldsView before = new Queries(ledger, START).holds();
        assertThat(before.stop()).isNotNull();
        assertThat(before.paused()).hasSize(1);

        ledger = store.read();
        assertThat(new Queries(ledger, START).holds()).isEqualTo(before);

        give(order(new ResumeRequested(3, later)), START.plusSeconds(1));
        give(order(new PoolResumeRequested(Pool.DEFAULT, later)), START.plusSeconds(1));
        ledger = store.read();
        give(order(new StopRequested(3, order)), START);
        give(order(new PauseRequested(Pool.DEFAULT, order)), START);
        assertThat(new Queries(ledger, START).holds())
                .isEqualTo(new HoldsView(null, List.of(), List.of()));
    }

    /** The next dispatcher, and after it the attempt on another runner. */
    @Test
    void aTaskStaysInItsTraceWhateverHappensToItsDispatcherAndItsRunner() {
        TraceParent trace =
                new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        TaskSubmitted task =
                new TaskSubmitted(
                                new TaskId("t-1"),
                                Pool.DEFAULT,
                                Prompt.of("1 + 1"),
                                TaskOptions.NONE,
                                List.of(),
                                new Origin.Http(),
                                Requester.UNKNOWN,
                                START,
                                null)
                        .withTraceparent(trace);
        give(order(task), START);

        ledger = store.read();
        assertThat(traces(give(join(), START))).containsExactly(trace);

        takeOver(START.plusSeconds(1), START.plusSeconds(1));
        Instant lost = START.plusSeconds(1).plus(RULE.lease()).plus(RULE.grace());
        give(new Input.Tick(), lost);
        ledger = store.read();
        give(new Input.Tick(), lost.plusSeconds(60));
        Holder other = new Holder(new RunnerId("other"), new Incarnation("other-life"));
        Decision again =
                give(
                        new Input.RunRecord(
                                new RunMessage.RunnerJoined(
                                        Pool.DEFAULT, other, 1, null, lost.plusSeconds(60)),
                                lost.plusSeconds(60)),
                        lost.plusSeconds(60));
        assertThat(again.claims())
                .singleElement()
                .isInstanceOfSatisfying(
                        ClaimGranted.class,
                        claim -> assertThat(claim.attempt().number()).isEqualTo(2));
        assertThat(traces(again)).containsExactly(trace);
    }

    private static List<TraceParent> traces(Decision decision) {
        return decision.claims().stream()
                .map(ClaimGranted.class::cast)
                .map(claim -> Objects.requireNonNull(claim.work().traceparent()))
                .toList();
    }

    private static Input order(TaskMessage message) {
        return new Input.TaskRecord(message, new RecordPosition(3, 0, START));
    }

    private static Input join() {
        return new Input.RunRecord(
                new RunMessage.RunnerBeat(Pool.DEFAULT, RUNNER, 1, List.of(), START, START), START);
    }

    private Decision give(Input input, Instant now) {
        Decision decision = decider.handle(ledger, input, now);
        store.write(store.encode(decision.entries()));
        return decision;
    }

    private void takeOver(Instant lastRead, Instant now) {
        ledger = store.read();
        ledger.takeOver(lastRead, now);
        assertThat(ledger.due(now))
                .hasValueSatisfying(
                        due -> assertThat(Duration.between(now, due)).isLessThan(RULE.lease()));
    }
}
