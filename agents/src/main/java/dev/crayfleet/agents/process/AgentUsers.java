package dev.crayfleet.agents.process;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom the agents of a runner run as. Safe for use by many threads. */
public interface AgentUsers extends AutoCloseable {
    /** The runner's own user. */
    AgentUsers OWN = of(null);

    /** One for all agents; absent for the runner's own. */
    static AgentUsers of(@Nullable SystemUser user) {
        return () -> Lease.of(user);
    }

    /**
     * A user for one attempt, who runs nothing at this moment if it is of one agent alone.
     *
     * @throws IllegalStateException with a sentence for people, if none is free
     */
    Lease take() throws InterruptedException;

    /** Called when no agent runs any more. */
    @Override
    default void close() {}

    /**
     * Whom an attempt runs as, until this is closed.
     *
     * @param taken absent for the runner's own user
     * @param end run once, when it has ended
     */
    record Lease(Optional<SystemUser> taken, Runnable end) implements AutoCloseable {
        /** Of a user that others may be as well. */
        public static Lease of(@Nullable SystemUser user) {
            return new Lease(Optional.ofNullable(user), () -> {});
        }

        public @Nullable SystemUser user() {
            return taken.orElse(null);
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
