package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.LedgerHarness.runner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskEvent.TaskUnserved;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom it is told that nobody serves a pool, and how often. */
class UnservedNoticesTest {
    private static final Holder ONE = runner("one");
    private static final Pool NOBODY = new Pool("nobody");
    private static final Duration AFTER = UnservedNoticeRule.DEFAULT.after();
    private static final Duration EVERY = UnservedNoticeRule.DEFAULT.every();

    private final LedgerHarness lane = new LedgerHarness();

    @Test
    void isToldOnceWhenATaskHasWaited() {
        Instant start = lane.now;
        ask("a", NOBODY, "Ada");
        lane.tick(AFTER.minusMillis(1));
        assertThat(notices()).isEmpty();
        lane.tick(Duration.ofMillis(1));
        assertThat(lane.events(TaskUnserved.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.id()).isEqualTo(new TaskId("a"));
                    assertThat(event.pool()).isEqualTo(NOBODY);
                    assertThat(event.expiresAt()).isEqualTo(start.plus(Duration.ofHours(24)));
                });
        lane.tick(EVERY.multipliedBy(3));
        assertThat(notices()).containsExactly("a");
        assertThat(lane.queries().task(new TaskId("a")).orElseThrow().history())
                .extracting(TaskHistoryStep::what)
                .containsExactly(TaskHistoryStep.Kind.QUEUED, TaskHistoryStep.Kind.UNSERVED);
    }

    @Test
    void isDueOnlyWhereNobodyServesThePool() {
        lane.join(ONE, 1);
        lane.submit("held");
        lane.submit("waits");
        lane.tick(Duration.ZERO);
        assertThat(lane.ledger().unservedNotices().due()).isEmpty();
        ask("a", NOBODY, "Ada");
        assertThat(lane.ledger().unservedNotices().due()).contains(lane.now.plus(AFTER));
        assertThat(lane.due().orElseThrow()).isBeforeOrEqualTo(lane.now.plus(AFTER));
        lane.cancel("a", NOBODY);
        assertThat(lane.ledger().unservedNotices().due()).isEmpty();
    }

    @Test
    void isNotToldIfARunnerHasTurnedUpMeanwhile() {
        lane.join(ONE, NOBODY, 0);
        lane.handleRun(new RunMessage.RunnerLeft(NOBODY, ONE, "stops", lane.now));
        ask("a", NOBODY, "Ada");
        lane.join(runner("two"), NOBODY, 0);
        lane.tick(AFTER);
        assertThat(notices()).isEmpty();
        assertThat(lane.ledger().unservedNotices().due()).as("it was looked at").isEmpty();
    }

    /** Older ones are never given such a task, so that it would wait without a word. */
    @Test
    void isToldWhereNoRunnerThatLivesMayHaveTheTask() {
        lane.join(ONE, NOBODY, 5, null);
        lane.order(
                FleetFiles.changed(
                        1,
                        """
                        {"roles": {"all": {"members": ["local"], "may": ["*"], "mode": "restricted"}}}
                        """,
                        new Order("o-1", new Requester("local", "Ada"), null, lane.now)));
        ask("a", NOBODY, "Ada");
        crank(AFTER);
        assertThat(lane.events(TaskUnserved.class))
                .singleElement()
                .extracting(TaskUnserved::mode)
                .isEqualTo(AgentMode.RESTRICTED);
    }

    @Test
    void aThousandTasksMakeOneNoticeForEachRequesterAndPool() {
        for (int i = 0; i < 1_000; i++) {
            ask("a" + i, NOBODY, "Ada");
        }
        ask("b", NOBODY, "Bob");
        ask("c", new Pool("nobdoy"), "Ada");
        crank(AFTER);
        assertThat(notices()).containsExactlyInAnyOrder("a0", "b", "c");
        ask("late", NOBODY, "Ada");
        crank(AFTER);
        assertThat(notices()).hasSize(3);
        crank(EVERY);
        ask("later", NOBODY, "Ada");
        crank(AFTER);
        assertThat(notices()).hasSize(4).endsWith("later");
    }

    @Test
    void namesThatCostNothingMakeABoundedNumber() {
        for (int i = 0; i < 500; i++) {
            ask("a" + i, NOBODY, "requester-" + i);
        }
        crank(AFTER);
        assertThat(notices()).hasSize(UnservedNoticeRule.MAX_NOTICES);
    }

    @Test
    void isNotToldAgainByTheNextDispatcher() {
        ask("a", NOBODY, "Ada");
        ask("a2", NOBODY, "Ada");
        crank(AFTER);
        lane.takeOver();
        crank(AFTER);
        assertThat(notices()).containsExactly("a");
        ask("b", NOBODY, "Bob");
        lane.takeOver();
        crank(AFTER);
        assertThat(notices()).as("it was not told before").containsExactly("a", "b");
    }

    @Test
    void aTaskThatExpiresIsNotToldAnything() {
        ask("a", NOBODY, "Ada");
        lane.tick(Duration.ofHours(24));
        lane.tick(Duration.ZERO);
        assertThat(lane.results).hasSize(1);
        assertThat(notices()).isEmpty();
        assertThat(lane.liveTasks()).isZero();
    }

    @Test
    void keepsItsPlaceInTheQueue() {
        ask("a", NOBODY, "Ada");
        ask("b", NOBODY, "Ada");
        crank(AFTER);
        assertThat(lane.queries().task(new TaskId("a")).orElseThrow().position()).isEqualTo(1);
        lane.join(ONE, NOBODY, 1);
        assertThat(lane.lastGranted().attempt().task()).isEqualTo(new TaskId("a"));
    }

    @Test
    void zeroTellsNobodyAndImpossibleTimesAreRefused() {
        UnservedNotices off = new UnservedNotices(new UnservedNoticeRule(Duration.ZERO, EVERY));
        ask("a", NOBODY, "Ada");
        off.add(lane.ledger().task(new TaskId("a")).orElseThrow(), lane.now, false);
        assertThat(off.due()).isEmpty();
        assertThatThrownBy(() -> new UnservedNoticeRule(Duration.ofSeconds(-1), EVERY))
                .hasMessageContaining("unserved-notice-after");
        assertThatThrownBy(() -> new UnservedNoticeRule(AFTER, Duration.ZERO))
                .hasMessageContaining("unserved-notice-every");
    }

    private void ask(String id, Pool pool, String requester) {
        lane.submit(lane.task(id, pool, requester, TaskOptions.NONE));
    }

    /** Time passes, and all that is due then is handled. */
    private void crank(Duration time) {
        lane.tick(time);
        for (int i = 0; i < 20; i++) {
            lane.tick(Duration.ZERO);
        }
    }

    private List<String> notices() {
        return lane.events(TaskUnserved.class).stream().map(event -> event.id().value()).toList();
    }
}
