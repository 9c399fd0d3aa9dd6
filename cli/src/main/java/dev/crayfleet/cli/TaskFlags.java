package dev.crayfleet.cli;

import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.InlineTags;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options of a task as flags. They win over tags in its text. */
@Command
final class TaskFlags {
    @Option(
            names = {"-m", "--model"},
            description = "an alias such as cheap, or provider/model")
    private @Nullable String model;

    @Option(
            names = {"-t", "--thinking"},
            description = "off, minimal, low, medium, high, xhigh, adaptive, max or ultra")
    private @Nullable String thinking;

    @Option(names = "--timeout", description = "for one attempt: 90s, 10m, 2h")
    private @Nullable String timeout;

    @Option(names = "--retries", description = "0 to 10; 0 runs it at most once")
    private @Nullable Integer retries;

    @Option(names = "--priority", description = "high, normal or low")
    private @Nullable String priority;

    /**
     * @param agent the named agent; absent if none was given as a flag
     * @param needs the capability that the agent is to have; absent if none was given as a flag
     * @throws IllegalArgumentException with a sentence for people
     */
    SubmittableTask toTask(String text, @Nullable String agent, @Nullable String needs) {
        return SubmittableTask.ofText(text, overrides(agent, needs));
    }

    /**
     * @param agent the named agent; absent if none was given as a flag
     * @param needs the capability that the agent is to have; absent if none was given as a flag
     * @throws IllegalArgumentException with a sentence for people
     */
    SubmittableTask.Overrides overrides(@Nullable String agent, @Nullable String needs) {
        if (agent != null && needs != null) {
            throw new IllegalArgumentException(
                    "--agent and --needs are both given; keep one of them: the agent, or what it can do");
        }
        return new SubmittableTask.Overrides(
                toOptions(),
                agent == null ? null : new Pool(agent),
                needs == null ? null : InlineTags.needs(needs));
    }

    /**
     * @throws IllegalArgumentException with a sentence for people
     */
    TaskOptions toOptions() {
        return new TaskOptions(
                model,
                thinking == null ? null : Thinking.of(thinking),
                timeout == null ? null : InlineTags.duration(timeout),
                retries,
                priority == null ? null : Priority.of(priority));
    }
}
