package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.cli.AnsweringServer.Answer;
import dev.crayfleet.contract.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How what an agent prints is asked for and shown. */
class AgentOutputTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AnsweringServer dispatcher =
            AnsweringServer.start(question -> {
                Answer answer = answers.poll();
                if (answer == null) {
                    awaitQuietly(hanging);
                    return new Answer(503, "{\"detail\": \"stopped\"}");
                }
                return answer;
            });
    private final AgentOutput output =
            new AgentOutput(
                    new FleetHttp("the dispatcher", dispatcher.url(), "--dispatcher"),
                    new TaskId("a"));
    private final List<String> shown = new ArrayList<>();
    private final AgentOutput.Listener listener =
            new AgentOutput.Listener() {
                @Override
                public void printed(String line) {
                    shown.add(line);
                }

                @Override
                public void remarked(String sentence) {
                    shown.add("! " + sentence);
                }
            };
    private long now = Long.MAX_VALUE;

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        hanging.countDown();
        output.close();
        dispatcher.close();
    }

    private void answer(int attempt, long from, long leftOut, String text) {
        answers.add(
                new Answer(
                        200,
                        """
                        {"id": "a", "state": "running", "attempt": %d, "runner": "r", "from": %d,
                         "to": %d, "leftOut": %d, "text": "%s"}
                        """
                                .formatted(attempt, from, from + text.length(), leftOut, text)
                                // As JSON has the end of a line.
                                .replace("#", "\\n")));
    }

    /** Follows, without time passing, until so much is shown. */
    private void followUntil(String... lines) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> {
                    output.follow(listener, now);
                    assertThat(shown).containsExactly(lines);
                });
        shown.clear();
    }

    @Test
    void onlyWhatIsNewIsAskedForOnceInTwoSecondsAndGapsAreTold() {
        answer(1, 120_500, 120_500, "one#two#");
        answer(1, 120_508, 0, "");
        answer(1, 121_000, 492, "three#");
        answer(2, 0, 0, "again#");
        followUntil("… 120 kB left out", "one", "two");
        now += 2 * SECOND - 1;
        output.follow(listener, now);
        assertThat(dispatcher.asked()).containsExactly("GET /tasks/a/log");
        now += 1;
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> {
                    output.follow(listener, now);
                    assertThat(dispatcher.asked()).hasSize(2);
                });
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> {
                    now += 2 * SECOND;
                    output.follow(listener, now);
                    assertThat(shown).containsExactly("… 492 bytes left out", "three");
                });
        shown.clear();
        now += 2 * SECOND;
        followUntil("again");
        assertThat(dispatcher.asked())
                .containsExactly(
                        "GET /tasks/a/log",
                        "GET /tasks/a/log?attempt=1&after=120508",
                        "GET /tasks/a/log?attempt=1&after=120508",
                        "GET /tasks/a/log?attempt=1&after=121006");
    }

    @Test
    void aSentenceIsToldOnceUntilSomethingIsShown() {
        answers.add(new Answer(503, "{\"detail\": \"runner-1 did not answer within 10 s.\"}"));
        answers.add(new Answer(503, "{\"detail\": \"runner-1 did not answer within 10 s.\"}"));
        answer(1, 0, 0, "there it is#");
        answers.add(
                new Answer(200, "{\"id\": \"a\", \"state\": \"queued\", \"note\": \"No agent.\"}"));
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> {
                    now += 3 * SECOND;
                    output.follow(listener, now);
                    assertThat(shown).hasSize(3);
                });
        assertThat(shown.getFirst())
                .startsWith("! ")
                .endsWith("answered 503: runner-1 did not answer within 10 s.");
        assertThat(shown.subList(1, 3)).containsExactly("there it is", "! No agent.");
    }

    @Test
    void aDispatcherThatHangsHoldsNothingUp() {
        output.follow(listener, now);
        now += 60 * SECOND;
        output.follow(listener, now);
        assertThat(shown).isEmpty();
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(dispatcher.asked()).hasSize(1));
    }

    @Test
    void whoDoesNotFollowIsTold() {
        answer(1, 0, 0, "one#");
        output.ask(listener);
        answers.add(new Answer(400, "{\"detail\": \"no such thing\"}"));
        output.ask(listener);
        assertThat(shown).containsExactly("one", "! no such thing");
    }
}
