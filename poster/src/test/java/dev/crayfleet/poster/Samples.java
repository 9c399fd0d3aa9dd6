package dev.crayfleet.poster;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sample results and events. */
public final class Samples {
    public static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    public static final Holder HOLDER = new Holder(new RunnerId("runner-1"), new Incarnation("i1"));
    public static final String AGENT = "agent-1763719200-ab12";

    private Samples() {}

    /** The result of the example in the user documentation. */
    public static TaskResult calculated(TaskId id) {
        return succeeded(
                id, "Calculate 25 × 4", new RunReport.Answer("25 × 4 = 100", "", null, List.of()));
    }

    public static TaskResult succeeded(TaskId id, String prompt, RunReport.Answer answer) {
        return succeeded(id, prompt, answer, new Usage(180, 61, 0, 0), "0.0002175", List.of());
    }

    public static TaskResult succeeded(
            TaskId id,
            String prompt,
            RunReport.Answer answer,
            @Nullable Usage usage,
            @Nullable String cost,
            List<String> notes) {
        return new TaskResult(
                id,
                Pool.DEFAULT,
                TaskStatus.SUCCEEDED,
                Prompt.of(prompt),
                TaskOptions.NONE,
                new Origin.Http(),
                new Requester("http:anonymous", "HTTP"),
                1,
                HOLDER.runner(),
                null,
                null,
                new RunReport(
                        new RunReport.Workspace(
                                AGENT,
                                "workers/" + AGENT + "/tasks/" + id,
                                List.of(
                                        "AGENTS.md",
                                        "RESULT.txt",
                                        "SUMMARY.txt",
                                        "TASK.txt",
                                        "agent-output.log")),
                        new RunReport.Spend(
                                "openrouter/moonshotai/kimi-k2.5",
                                Thinking.LOW,
                                usage,
                                cost == null ? null : new BigDecimal(cost)),
                        answer,
                        Duration.ofSeconds(4),
                        notes),
                AT,
                AT.plusSeconds(5));
    }

    /** The same of another agent, submitted in another way. */
    public static TaskResult by(String agent, Origin origin, TaskResult like) {
        return new TaskResult(
                like.id(),
                new Pool(agent),
                like.status(),
                like.prompt(),
                like.options(),
                origin,
                new Requester("discord:1", "Ada"),
                like.attempts(),
                like.runner(),
                like.reason(),
                like.failure(),
                like.report(),
                like.submittedAt(),
                like.finishedAt());
    }

    /** What the tech lead has delegated, who works for the manager. */
    public static Origin delegated(boolean deliver, @Nullable String channelId) {
        return delegated(new TaskId("parent"), deliver, channelId);
    }

    /** The first child of this task. */
    public static Origin delegated(TaskId parent, boolean deliver, @Nullable String channelId) {
        return new Origin.Agent(
                new Attempt(parent, 1),
                new Pool("tech-lead"),
                1,
                List.of(new Pool("manager"), new Pool("tech-lead")),
                new Origin.Http(),
                AgentMode.FULL,
                Caps.NONE,
                deliver,
                channelId,
                false);
    }

    /** A task that was never claimed, or failed without a report. */
    public static TaskResult unsuccessful(TaskId id, TaskStatus status, String reason) {
        return new TaskResult(
                id,
                Pool.DEFAULT,
                status,
                Prompt.of("Calculate 25 × 4"),
                TaskOptions.NONE,
                new Origin.Http(),
                new Requester("http:anonymous", "HTTP"),
                0,
                null,
                reason,
                null,
                null,
                AT,
                AT.plusSeconds(5));
    }

    public static TaskEvent claimed(TaskId id, Origin origin) {
        return new TaskEvent.TaskClaimed(id, Pool.DEFAULT, 1, HOLDER, origin, AT, null);
    }

    public static TaskEvent spawned(TaskId id, String prompt) {
        return new TaskEvent.AgentSpawned(
                id, Pool.DEFAULT, 1, HOLDER, AGENT, "openclaw", prompt, AT);
    }

    public static TaskEvent finished(TaskId id, TaskStatus status, @Nullable String reason) {
        return new TaskEvent.TaskFinished(
                id, Pool.DEFAULT, 1, status, AGENT, new Origin.Http(), reason, AT, null);
    }

    public static FileRef file(String name, long size) {
        return new FileRef(name, size, "0".repeat(64), 0, 0, 1);
    }
}
