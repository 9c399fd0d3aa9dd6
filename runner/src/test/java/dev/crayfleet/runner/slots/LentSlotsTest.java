package dev.crayfleet.runner.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of agents that wait for each other, with a lane that lends slots to what was
 * delegated further than what lends them.
 */
class LentSlotsTest {
    private static final Holder ME = new Holder(new RunnerId("r"), new Incarnation("one"));
    private static final int STEPS = 3_000;

    private record Agent(Attempt attempt, int depth) {}

    private final List<Agent> busy = new ArrayList<>();
    private final List<Agent> waiting = new ArrayList<>();
    private long now;
    private int tasks;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void whateverWaitsTheSlotsAreUsedAndNoMoreThanThere(int seed) {
        Random random = new Random(seed);
        int slots = 1 + seed % 3;
        RunnerSession session =
                new RunnerSession(
                        ME,
                        Map.of(Pool.DEFAULT, slots),
                        new LeaseTimeouts(Duration.ofDays(9), Duration.ofSeconds(5)));
        session.heartbeatAcknowledged(Pool.DEFAULT, 0);
        int deepest = 0;
        for (int step = 0; step < STEPS; step++) {
            now += Duration.ofMillis(random.nextInt(1_500)).toNanos();
            switch (random.nextInt(4)) {
                case 0 -> claim(session, slots, random.nextInt(1 + Limits.DELEGATION_DEPTH));
                case 1 -> beginToWait(session, random);
                case 2 -> goOn(session, random);
                default -> end(session, random);
            }
            assertThat(session.busySlots(Pool.DEFAULT)).isEqualTo(busy.size());
            assertThat(session.runningAgents()).isEqualTo(busy.size() + waiting.size());
            deepest = Math.max(deepest, session.runningAgents());
        }
        assertThat(deepest).isBetween(slots + 1, slots * (1 + Limits.DELEGATION_DEPTH));
    }

    /** As the lane does: what is as deep or deeper, and what does not wait, is in the way. */
    private void claim(RunnerSession session, int slots, int depth) {
        long inTheWay =
                busy.size() + waiting.stream().filter(agent -> agent.depth() >= depth).count();
        if (inTheWay >= slots) {
            return;
        }
        Agent agent = new Agent(new Attempt(new TaskId("t" + tasks++), 1), depth);
        assertThat(
                        session.accept(
                                new ClaimGranted(
                                        ME,
                                        agent.attempt(),
                                        Pool.DEFAULT,
                                        new Work(
                                                Prompt.of("x"),
                                                TaskOptions.NONE,
                                                List.of(),
                                                Requester.UNKNOWN,
                                                new Origin.Http()),
                                        Duration.ofDays(9),
                                        Instant.EPOCH),
                                now))
                .as("a claim that the lane may make is never given back")
                .isEqualTo(ClaimDecision.ACCEPTED);
        busy.add(agent);
    }

    private void beginToWait(RunnerSession session, Random random) {
        if (!busy.isEmpty()) {
            Agent agent = busy.remove(random.nextInt(busy.size()));
            assertThat(session.lend(agent.attempt(), true, now)).isTrue();
            waiting.add(agent);
        }
    }

    private void goOn(RunnerSession session, Random random) {
        if (!waiting.isEmpty()) {
            Agent agent = waiting.remove(random.nextInt(waiting.size()));
            assertThat(session.lend(agent.attempt(), false, now)).isTrue();
            busy.add(agent);
        }
    }

    private void end(RunnerSession session, Random random) {
        List<Agent> all = random.nextInt(4) == 0 ? waiting : busy;
        if (!all.isEmpty()) {
            Agent agent = all.remove(random.nextInt(all.size()));
            assertThat(session.agentEnded(agent.attempt(), now)).isTrue();
            session.release(agent.attempt());
            assertThat(session.heldAttempts(Pool.DEFAULT)).doesNotContain(agent.attempt());
        }
    }
}
