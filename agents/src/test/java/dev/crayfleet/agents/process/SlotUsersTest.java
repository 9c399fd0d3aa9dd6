package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.testing.MadeUpUsers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A user for each agent, with real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class SlotUsersTest {
    @TempDir Path folder;

    private static String name(AgentUsers.Lease lease) {
        return Objects.requireNonNull(lease.user()).name();
    }

    @Test
    void noTwoRunnersHaveOneUser() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 4);
        try (SlotUsers one = made.claim(2);
                SlotUsers other = made.claim(2)) {
            Set<String> names = new HashSet<>();
            for (SlotUsers users : new SlotUsers[] {one, one, other, other}) {
                names.add(name(users.take()));
            }
            assertThat(names).containsExactlyInAnyOrder("agent-1", "agent-2", "agent-3", "agent-4");
            assertThatThrownBy(() -> made.claim(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("agent-5 is missing")
                    .hasMessageContaining("useradd --system --user-group --no-create-home agent-5");
        }
        try (SlotUsers later = made.claim(4)) {
            assertThat(name(later.take())).isEqualTo("agent-1");
        }
    }

    @Test
    void refusesUsersThatAreNoStrangersToEachOtherOrAreRoot() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 1);
        made.add("agent-2:x:%d:%d::/:/bin/sh".formatted(made.uid(1), made.uid(2)));
        assertThatThrownBy(() -> made.claim(2)).hasMessageContaining("each needs its own");
        made.add("agent-3:x:0:%d::/:/bin/sh".formatted(made.uid(3)));
        try (SlotUsers first = made.claim(1)) {
            assertThat(name(first.take())).isEqualTo("agent-1");
            assertThatThrownBy(() -> made.claim(2)).hasMessageContaining("agent-3 is root");
        }
    }

    /** What is tried beside runners must not become somebody whom an agent is. */
    @Test
    void oneIsTakenOfThoseThatAreFree() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 2);
        try (SlotUsers runner = made.claim(1);
                SlotUsers one = made.claimOne().orElseThrow()) {
            assertThat(name(runner.take())).isEqualTo("agent-1");
            assertThat(name(one.take())).isEqualTo("agent-2");
            assertThat(made.claimOne()).isEmpty();
        }
        try (SlotUsers later = made.claimOne().orElseThrow()) {
            assertThat(name(later.take())).isEqualTo("agent-1");
        }
    }

    /** It has no mark, no session of an agent, no folder: only its user is left. */
    @Test
    void nothingRunsAsAUserWhoIsGivenToAnAgent() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 2);
        try (SlotUsers users = made.claim(2)) {
            AgentUsers.Lease first = users.take();
            Process neighbour = made.escaped(1, "sleep", "300");
            Process left = made.escaped(2, "sh", "-c", "trap '' TERM; while :; do sleep 1; done");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() ->
                            ProcFile.isOf(left.pid(), made.uid(2))
                                    && ProcFile.isOf(neighbour.pid(), made.uid(1)));
            assertThat(name(users.take())).isEqualTo("agent-2");
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(neighbour.isAlive()).isTrue();
            first.close();
            assertThat(name(users.take())).isEqualTo("agent-1");
            assertThat(neighbour.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anAttemptWaitsForAUserThatNoOtherHas() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 1);
        try (SlotUsers users = made.claim(1)) {
            AgentUsers.Lease first = users.take();
            CompletableFuture<String> second = new CompletableFuture<>();
            Thread waiting =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    second.complete(name(users.take()));
                                } catch (InterruptedException e) {
                                    second.completeExceptionally(e);
                                }
                            });
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
            assertThat(second).isNotDone();
            first.close();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("agent-1");
        }
    }

    /** Agents that wait for others have their users, and lend their slots. */
    @Test
    void furtherUsersAreTakenForAsLongAsTheyAreNeeded() throws Exception {
        MadeUpUsers made = MadeUpUsers.make(folder, 3);
        try (SlotUsers users = made.claim(1)) {
            assertThat(name(users.take())).isEqualTo("agent-1");
            try (SlotUsers other = made.claim(1)) {
                assertThat(name(other.take())).isEqualTo("agent-2");
                AgentUsers.Lease further = users.take();
                assertThat(name(further)).isEqualTo("agent-3");
                assertThat(made.claimOne()).isEmpty();
                further.close();
                assertThat(name(other.take())).isEqualTo("agent-3");
            }
        }
    }
}
