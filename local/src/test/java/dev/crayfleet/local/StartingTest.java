package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a start says and does while it is under way. */
class StartingTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @Test
    void aSlowStepIsNamedAgainAndAgain() {
        List<String> said = new CopyOnWriteArrayList<>();
        try (SlowStartNotice notice = new SlowStartNotice(said::add, SOON, SOON)) {
            notice.step("Kafka to start");
            await().atMost(Duration.ofSeconds(90)).until(() -> said.size() >= 2);
            assertThat(said).allMatch("  … still waiting for Kafka to start (0 s)"::equals);
            notice.step("the runner to join");
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> said.getLast().contains("the runner to join"));
        }
    }

    @Test
    void aQuickStartSaysNothing() {
        List<String> said = new CopyOnWriteArrayList<>();
        try (SlowStartNotice notice =
                new SlowStartNotice(said::add, Duration.ofMinutes(1), Duration.ofMinutes(1))) {
            notice.step("Kafka to start");
        }
        assertThat(said).isEmpty();
    }

    @Test
    void aStartEndsAtItsNextStepOnceItIsToldTo() throws Exception {
        List<String> steps = new ArrayList<>();
        InterruptibleStart start = new InterruptibleStart(steps::add);
        Thread stop =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            try {
                                start.stop();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        assertThatThrownBy(() ->
                        start.start(() -> {
                            start.step("Kafka to start");
                            stop.start();
                            await().atMost(Duration.ofSeconds(90)).until(start::isStopping);
                            start.step("poster to start");
                            throw new AssertionError("it went on");
                        }))
                .hasMessage("The start was cut short.");
        assertThat(steps).containsExactly("Kafka to start");
        assertThat(stop.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void aPortThatAnotherHasTakenMeanwhileIsNotInsistedOn() throws Exception {
        List<Integer> tried = new ArrayList<>();
        int preferred;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            preferred = free.getLocalPort();
        }
        String started =
                new PreferredPorts(false)
                        .start(
                                preferred,
                                port -> {
                                    tried.add(port);
                                    if (port != 0) {
                                        throw new IllegalStateException(
                                                new BindException("Address already in use"));
                                    }
                                    return "started";
                                });
        assertThat(started).isEqualTo("started");
        assertThat(tried).containsExactly(preferred, 0);
    }

    @Test
    void otherFailuresAreNotTriedAgain() {
        assertThatThrownBy(() ->
                        new PreferredPorts(true)
                                .start(
                                        8080,
                                        port -> {
                                            assertThat(port).isZero();
                                            throw new IllegalStateException("no disk");
                                        }))
                .hasMessage("no disk");
    }

    @Test
    void whatIsDownIsNamedAsHealthDescribesIt() throws Exception {
        assertThat(
                        Readiness.describe(
                                "{\"status\":\"DOWN\",\"details\":{\"kafka\":{\"status\":\"UP\"},\"discord\":{\"status\":\"DOWN\",\"details\":{\"state\":\"connecting\"}}}}"))
                .isEqualTo("discord: connecting");
        assertThat(Readiness.describe("{}")).isEqualTo("it is not well");
    }
}
