package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.RunnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private final Recoveries recoveries = new Recoveries(List.of("default", "auditor"));

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private void claim(String task, int attempt, String runner, String pool, int seconds) {
        recoveries.claimed(task, attempt, incarnation(runner, 1), pool, at(seconds), at(seconds));
    }

    private static Holder incarnation(String runner, int incarnation) {
        return new Holder(new RunnerId(runner), new Incarnation(runner + "-" + incarnation));
    }

    @Test
    void eachAttemptOfAKilledRunnerRecoversWithItsNextClaim() {
        claim("a", 1, "r1", "default", 0);
        claim("b", 1, "r1", "default", 0);
        claim("c", 1, "r1", "default", 0);
        claim("d", 1, "r2", "default", 0);
        recoveries.attemptReleased("c", true);
        recoveries.faultInjected(FaultKind.RUNNER_KILLED, "r1", at(1));
        claim("d", 2, "r2", "default", 2);
        claim("a", 2, "r2", "default", 18);
        claim("b", 2, "r2", "default", 20);
        claim("b", 3, "r2", "default", 30);
        assertThat(recoveries.measured().get(FaultKind.RUNNER_KILLED))
                .containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(19));
    }

    @Test
    void anAttemptLostInOneKillIsNotLostAgainInTheNext() {
        claim("a", 1, "r1", "default", 0);
        assertThat(recoveries.isBusy("r1")).isTrue();
        recoveries.faultInjected(FaultKind.RUNNER_KILLED, "r1", at(1));
        assertThat(recoveries.isBusy("r1")).isFalse();
        claim("b", 1, "r1", "default", 5);
        recoveries.faultInjected(FaultKind.RUNNER_KILLED, "r1", at(6));
        claim("a", 2, "r2", "default", 15);
        claim("b", 2, "r2", "default", 20);
        assertThat(recoveries.measured().get(FaultKind.RUNNER_KILLED))
                .containsExactly(Duration.ofSeconds(14), Duration.ofSeconds(14));
    }

    @Test
    void aClaimForADeadIncarnationIsNotHeldByTheNextOne() {
        recoveries.runnerReady(incarnation("r1", 1));
        claim("a", 1, "r1", "default", 0);
        recoveries.faultInjected(FaultKind.RUNNER_KILLED, "r1", at(1));
        claim("late", 1, "r1", "default", 2);
        recoveries.runnerReady(incarnation("r1", 2));
        assertThat(recoveries.isBusy("r1")).isFalse();
        recoveries.claimed("b", 1, incarnation("r1", 2), "default", at(4), at(4));
        recoveries.faultInjected(FaultKind.RUNNER_KILLED, "r1", at(5));
        claim("a", 2, "r2", "default", 15);
        claim("late", 2, "r2", "default", 15);
        claim("b", 2, "r2", "default", 19);
        assertThat(recoveries.measured().get(FaultKind.RUNNER_KILLED))
                .containsExactly(Duration.ofSeconds(14), Duration.ofSeconds(14));
    }

    @Test
    void aDispatcherRecoversWhenEveryPoolHasALaterClaim() {
        recoveries.faultInjected(FaultKind.DISPATCHER_KILLED, "d1", at(10));
        recoveries.claimed("late", 1, incarnation("r1", 1), "default", at(9), at(11));
        claim("a", 1, "r1", "auditor", 11);
        assertThat(recoveries.measured()).isEmpty();
        claim("b", 1, "r1", "default", 17);
        assertThat(recoveries.measured().get(FaultKind.DISPATCHER_KILLED))
                .containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void aRestartedRunnerRecoversWithTheFirstClaimAfterItsStart() {
        recoveries.faultInjected(FaultKind.RUNNER_RESTARTED, "r1", at(0));
        claim("a", 1, "r1", "default", 1);
        recoveries.runnerRestarted("r1", at(5));
        claim("b", 1, "r2", "default", 6);
        claim("c", 1, "r1", "default", 9);
        assertThat(recoveries.measured().get(FaultKind.RUNNER_RESTARTED))
                .containsExactly(Duration.ofSeconds(9));
    }

    @Test
    void ingestRecoversWithARequestThatWasSentAfterwards() {
        recoveries.faultInjected(FaultKind.INGEST_KILLED, "ingest", at(0));
        recoveries.submissionAccepted(at(-1), at(1));
        recoveries.submissionAccepted(at(1), at(4));
        assertThat(recoveries.measured().get(FaultKind.INGEST_KILLED))
                .containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void thePosterAndDiscordRecoverWithTheNextPost() {
        recoveries.faultInjected(FaultKind.POSTER_KILLED, "poster", at(0));
        recoveries.faultInjected(FaultKind.DISCORD_AWAY, "poster", at(0));
        recoveries.resultPosted(at(0));
        recoveries.resultPosted(at(3));
        recoveries.resultPosted(at(5));
        assertThat(recoveries.measured().get(FaultKind.POSTER_KILLED))
                .containsExactly(Duration.ofSeconds(3));
        assertThat(recoveries.measured().get(FaultKind.DISCORD_AWAY))
                .containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void percentilesUseTheNearestRank() {
        List<Duration> times = IntStream.rangeClosed(1, 200).mapToObj(Duration::ofSeconds).toList();
        assertThat(StormReport.percentile(times, 50)).isEqualTo(Duration.ofSeconds(100));
        assertThat(StormReport.percentile(times, 99)).isEqualTo(Duration.ofSeconds(198));
        assertThat(StormReport.percentile(times, 100)).isEqualTo(Duration.ofSeconds(200));
        assertThat(StormReport.percentile(List.of(), 50)).isEqualTo(Duration.ZERO);
    }
}
