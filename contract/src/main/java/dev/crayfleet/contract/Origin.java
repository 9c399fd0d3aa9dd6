package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a task was submitted, so that reactions and results can be sent back there. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
public sealed interface Origin {
    /** A message in a Discord channel: reactions and replies go there. Ids are snowflakes. */
    record Discord(String channelId, String messageId) implements Origin {}

    /**
     * {@code POST /tasks}, or a hook.
     *
     * @param deliver false where the result is not posted at Discord; absent where it is
     * @param channelId of the Discord channel for the result; absent for the usual one
     */
    record Http(@Nullable Boolean deliver, @Nullable String channelId) implements Origin {
        /** Whose result is posted where results usually are. */
        public Http() {
            this(null, null);
        }
    }

    /** The command line. */
    record Cli() implements Origin {}

    /**
     * A foreign record on the tasks topic.
     *
     * @param partition of the record
     * @param offset of the record
     */
    record Kafka(int partition, long offset) implements Origin {}

    /**
     * An agent at work has delegated it. Its lane tells that of the parent how it ends.
     *
     * @param parent the attempt whose agent has asked for it
     * @param pool of the parent
     * @param number of the child among those of the attempt, 1 to {@link #MAX_NUMBER}; delegations
     *     that were refused may have had numbers, too
     * @param line the agents that work for each other, from the one that a person has asked to the
     *     one that has delegated it; at least one
     * @param root how the task was submitted that the first of them works at
     * @param mode the most that the task may do, because the parent may do no more
     * @param caps the most that it may ask for, because the parent may ask for no more
     * @param deliver whether its result is posted, too
     * @param channelId of the Discord channel for its result; absent for the usual one
     * @param detached whether it goes on when the parent ends otherwise than well
     */
    record Agent(
            Attempt parent,
            Pool pool,
            int number,
            List<Pool> line,
            Origin root,
            AgentMode mode,
            Caps caps,
            boolean deliver,
            @Nullable String channelId,
            boolean detached)
            implements Origin {
        public static final int MAX_NUMBER = 999;

        /**
         * @throws IllegalArgumentException if nobody or too many are in line, or the root is an
         *     agent
         */
        public Agent {
            line = line == null ? List.of() : List.copyOf(line);
            if (line.isEmpty() || line.size() > Limits.DELEGATION_DEPTH) {
                throw new IllegalArgumentException(
                        "%d agents work for each other; 1 to %d may"
                                .formatted(line.size(), Limits.DELEGATION_DEPTH));
            }
            if (root instanceof Agent) {
                throw new IllegalArgumentException("the root of a line of agents is an agent");
            }
            if (number < 1 || number > MAX_NUMBER) {
                throw new IllegalArgumentException(
                        "child %d is outside 1 to %d".formatted(number, MAX_NUMBER));
            }
        }

        /** The id of the child. */
        public TaskId childId() {
            return parent.task().child(parent.number(), number);
        }
    }
}
