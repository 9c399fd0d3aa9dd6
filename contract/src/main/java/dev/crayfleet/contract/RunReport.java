package dev.crayfleet.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Report of an attempt, for people to read.
 *
 * @param workspace where it worked
 * @param spend tokens and cost
 * @param answer what the agent answered
 * @param duration from the agent's start to its end
 * @param notes further remarks, a sentence each: a file that is too large, a thinking level that
 *     was lowered
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
     * @param model that ran, {@code provider/model}; or that was asked for, where none ran; cut at
     *     {@link Limits#MODEL_CHARS}
     * @param thinking the level used
     * @param usage absent where the agent reported none, or an implausible one
     * @param costUsd US dollars; absent (and not 0) where the price is unknown, or {@link #mayCost}
     *     is false
     */
    public record Spend(
            String model, Thinking thinking, @Nullable Usage usage, @Nullable BigDecimal costUsd) {
        private static final BigDecimal MAX_COST_USD = BigDecimal.valueOf(1_000_000);

        /** Of a cost that comes from a double, unless it is almost zero. */
        private static final int MAX_DECIMALS = 50;

        public Spend {
            model = Limits.cut(model, Limits.MODEL_CHARS);
            usage = usage != null && usage.isPlausible() ? usage : null;
            costUsd = costUsd != null && mayCost(costUsd) ? costUsd : null;
        }

        /**
         * Whether an attempt can have cost so much: 0 to 1,000,000 US dollars. Agents may report
         * anything, and to write out 1e100000000 would take minutes.
         */
        public static boolean mayCost(BigDecimal usd) {
            return usd.signum() >= 0
                    && Math.abs((long) usd.scale()) <= MAX_DECIMALS
                    && usd.compareTo(MAX_COST_USD) <= 0;
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
