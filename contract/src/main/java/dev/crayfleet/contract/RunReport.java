package dev.crayfleet.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt left behind, for people to read.
 *
 * @param workspace where it worked
 * @param spend what it took
 * @param answer what it said
 * @param duration from the agent's start to its end
 * @param notes what the reader should know besides, a sentence each: a file too large to carry, a
 *     thinking level that was lowered
 */
public record RunReport(
        Workspace workspace, Spend spend, Answer answer, Duration duration, List<String> notes) {
    public RunReport {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    /**
     * @param agent {@code agent-<epoch seconds>-<random>}
     * @param path of the task's folder, relative to the runner's folder: {@code
     *     workers/agent-…/tasks/<task id>}
     * @param files names in it, sorted; folders end with a slash
     */
    public record Workspace(String agent, String path, List<String> files) {
        public Workspace {
            files = files == null ? List.of() : List.copyOf(files);
        }
    }

    /**
     * @param model what really ran, {@code provider/model}; or what was asked for, where it never
     *     ran; cut at {@link Limits#MODEL_CHARS}
     * @param thinking the level used
     * @param usage absent where the agent told none, or one that no attempt can have
     * @param costUsd US dollars; absent where the price is unknown, never 0 for that; also where it
     *     is none that {@link #mayCost} believes
     */
    public record Spend(
            String model, Thinking thinking, @Nullable Usage usage, @Nullable BigDecimal costUsd) {
        private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

        /** A double has no more digits after the point, unless it is next to nothing. */
        private static final int MOST_DIGITS = 50;

        public Spend {
            model = Limits.cut(model, Limits.MODEL_CHARS);
            usage = usage != null && usage.isPossible() ? usage : null;
            costUsd = costUsd != null && mayCost(costUsd) ? costUsd : null;
        }

        /**
         * Whether an attempt may cost so much: 0 to 1,000,000 US dollars. Agents say what they
         * like, and to write out 1e100000000 takes minutes.
         */
        public static boolean mayCost(BigDecimal usd) {
            return usd.signum() >= 0
                    && Math.abs((long) usd.scale()) <= MOST_DIGITS
                    && usd.compareTo(MOST) <= 0;
        }
    }

    /**
     * @param summary SUMMARY.txt, or made from the result; at most {@link Limits#SUMMARY_CHARS}
     * @param result RESULT.txt, or the beginning of it where {@code resultFile} has the whole
     * @param resultFile RESULT.txt where it is longer than {@link Limits#INLINE_RESULT_BYTES}
     * @param outputs files the agent made for the requester
     */
    public record Answer(
            String summary, String result, @Nullable FileRef resultFile, List<FileRef> outputs) {
        public static final Answer NONE = new Answer("", "", null, List.of());

        public Answer {
            outputs = outputs == null ? List.of() : List.copyOf(outputs);
        }
    }
}
