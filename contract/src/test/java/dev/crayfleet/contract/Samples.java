package dev.crayfleet.contract;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderDrained;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FleetEvent.LaneFleetChanged;
import dev.crayfleet.contract.FleetEvent.LaneHalted;
import dev.crayfleet.contract.FleetEvent.LaneOrderRefused;
import dev.crayfleet.contract.FleetEvent.LaneResumed;
import dev.crayfleet.contract.FleetEvent.LaneStopped;
import dev.crayfleet.contract.FleetEvent.PoolOrderRefused;
import dev.crayfleet.contract.FleetEvent.PoolPaused;
import dev.crayfleet.contract.FleetEvent.PoolResumed;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerDraining;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunReport.Answer;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.RunReport.Workspace;
import dev.crayfleet.contract.TaskEvent.AgentSpawned;
import dev.crayfleet.contract.TaskEvent.ApprovalAwaited;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskEvent.QueueMoved;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.RunnerDrains;
import dev.crayfleet.contract.TaskEvent.RunnerGone;
import dev.crayfleet.contract.TaskEvent.RunnerLost;
import dev.crayfleet.contract.TaskEvent.RunnerQuarantined;
import dev.crayfleet.contract.TaskEvent.RunnerReady;
import dev.crayfleet.contract.TaskEvent.RunnerRecovered;
import dev.crayfleet.contract.TaskEvent.StaleRunIgnored;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskEvent.TaskProgressed;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskEvent.TaskRequestRefused;
import dev.crayfleet.contract.TaskEvent.TaskUnserved;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The messages of the golden files: one of every type, each field with a value of its own; two of a
 * type that has optional fields for different situations.
 */
final class Samples {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    static final TaskId TASK = new TaskId("discord-1200000000000000001");
    static final Pool POOL = new Pool("auditor");
    static final Requester ADA = new Requester("discord:1100000000000000007", "Ada");
    static final Requester ADA_WITH_ROLES =
            new Requester("discord:1100000000000000007", "Ada", List.of("1300000000000000005"));
    static final Origin DISCORD = new Origin.Discord("1000000000000000002", "1200000000000000001");
    static final Holder HOLDER = new Holder(new RunnerId("runner-1"), new Incarnation("3f2a9c1e"));
    static final Attempt SECOND = new Attempt(TASK, 2);
    static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    static final String AGENT = "agent-1767323045-k3x9";
    static final FileRef FILE =
            new FileRef("figures 2025.csv", 1_048_577, "5e".repeat(32), 7, 4_211, 3);
    static final TaskOptions OPTIONS =
            new TaskOptions("cheap", Thinking.HIGH, Duration.ofMinutes(10), 0, Priority.HIGH);
    static final Order ORDER =
            new Order("order-1", ADA, "agents delete each other's files", AT.minusSeconds(1));
    static final Prompt PROMPT = Prompt.of("Calculate 25 × 4,\nand explain “why” 🦞");
    static final RunReport REPORT =
            new RunReport(
                    new Workspace(
                            AGENT,
                            "workers/" + AGENT + "/tasks/" + TASK,
                            List.of("AGENTS.md", "RESULT.txt", "out/")),
                    new Spend(
                            "openrouter/moonshotai/kimi-k2.5",
                            Thinking.LOW,
                            new Usage(180, 61, 5, 4),
                            new BigDecimal("0.000218250")),
                    new Answer(
                            "25 × 4 = 100",
                            "25 × 4 = 100, because",
                            new FileRef("RESULT.txt", 20_000, "c0".repeat(32), 7, 4_214, 1),
                            List.of(FILE)),
                    Duration.ofMillis(5_250),
                    List.of("\"film.mkv\" has 9 GiB and was not carried."));
    static final RunReport SHORT_REPORT =
            new RunReport(
                    new Workspace(AGENT, "workers/" + AGENT + "/tasks/" + TASK, List.of()),
                    new Spend("cheap", Thinking.MEDIUM, null, null),
                    Answer.NONE,
                    Duration.ofSeconds(2),
                    List.of());

    private Samples() {}

    /**
     * @param name of the golden file, without {@code .json}
     */
    record Sample(String name, Record message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> all() {
        return Stream.concat(others(), delegation()).toList();
    }

    /** What agents delegate to each other. */
    private static Stream<Sample> delegation() {
        Attempt first = new Attempt(TASK, 1);
        Pool manager = new Pool("manager");
        Origin.Agent origin =
                new Origin.Agent(
                        first,
                        manager,
                        2,
                        List.of(manager),
                        DISCORD,
                        AgentMode.RESTRICTED,
                        new Caps(Duration.ofMinutes(9), 1, Priority.NORMAL, 9_000L, 8_000L, 7, 6),
                        true,
                        null,
                        true);
        TaskId child = origin.childId();
        return Stream.of(
                new Sample(
                        "TaskSubmitted-delegated",
                        new TaskSubmitted(
                                child,
                                POOL,
                                PROMPT,
                                OPTIONS,
                                List.of(FILE),
                                origin,
                                ADA_WITH_ROLES,
                                AT,
                                null,
                                TRACE)),
                sample(
                        new TaskMessage.ChildEnded(
                                child,
                                manager,
                                first,
                                POOL,
                                TaskStatus.FAILED,
                                "the model is unknown",
                                REPORT,
                                AT)),
                sample(
                        new TaskMessage.ChildCancelled(
                                child, POOL, first, "its parent was cancelled by Ada", AT)),
                sample(
                        new RunMessage.DelegationRequested(
                                manager,
                                HOLDER,
                                first,
                                2,
                                POOL,
                                "review",
                                PROMPT,
                                OPTIONS,
                                List.of(FILE),
                                true,
                                "1471858733452890132",
                                true,
                                AT)),
                sample(new RunMessage.RunWaiting(manager, HOLDER, first, true, AT)),
                sample(
                        new RunMessage.DelegationDenied(
                                manager, HOLDER, first, "the token is none of an attempt", AT)),
                new Sample(
                        "ClaimGranted-agent",
                        new ClaimGranted(
                                HOLDER,
                                SECOND,
                                POOL,
                                new Work(
                                        PROMPT,
                                        TaskOptions.NONE,
                                        List.of(),
                                        ADA,
                                        origin,
                                        null,
                                        null,
                                        new ClaimMessage.AgentProfile(
                                                "agents/auditor", true, true)),
                                Duration.ofSeconds(15),
                                AT)),
                sample(
                        new ClaimMessage.DelegationAnswered(
                                HOLDER,
                                first,
                                manager,
                                2,
                                child,
                                POOL,
                                "the agent manager may delegate to auditor, not to webster",
                                AT)),
                sample(
                        new ClaimMessage.DelegationEnded(
                                HOLDER,
                                first,
                                manager,
                                2,
                                child,
                                POOL,
                                TaskStatus.FAILED,
                                "the model is unknown",
                                REPORT,
                                AT)),
                sample(
                        new TaskEvent.TaskDelegated(
                                TASK,
                                manager,
                                1,
                                child,
                                POOL,
                                "Calculate 25 × 4",
                                "agents.manager.may-delegate-to in version 3 (1f2e3d4c) of the fleet file",
                                AT)),
                sample(
                        new TaskEvent.DelegationRefused(
                                TASK,
                                manager,
                                1,
                                "webster",
                                "terms",
                                "the agent manager may delegate to auditor, not to webster",
                                "agents.manager.may-delegate-to in version 3 (1f2e3d4c) of the fleet file",
                                AT)),
                sample(new TaskEvent.SlotLent(TASK, manager, 1, true, AT)),
                new Sample(
                        "DelegationDenied-event",
                        new TaskEvent.DelegationDenied(
                                HOLDER, manager, first, "the token is none of an attempt", AT)));
    }

    private static Stream<Sample> others() {
        return Stream.of(
                new Sample("TaskSubmitted", submitted()),
                new Sample("TaskSubmitted-plain", plain()),
                sample(new CancelRequested(TASK, POOL, ADA_WITH_ROLES, AT)),
                sample(
                        new ReplayRequested(
                                new TaskId("again-1"),
                                POOL,
                                TASK,
                                Prompt.of("Calculate 25 × 5"),
                                new TaskOptions("coder", null, null, null, null),
                                ADA,
                                AT)),
                sample(new ApprovalGiven(TASK, POOL, ADA, "a5".repeat(32), AT)),
                sample(new FleetChanged(7, 3, "f1".repeat(32), "{\"roles\":{}}", ORDER)),
                sample(new StopRequested(7, ORDER)),
                sample(new ResumeRequested(7, ORDER)),
                sample(new PauseRequested(POOL, ORDER)),
                sample(new PoolResumeRequested(POOL, ORDER)),
                sample(new DrainRequested(POOL, HOLDER, ORDER)),
                sample(
                        new RunnerJoined(
                                POOL,
                                HOLDER,
                                2,
                                new RunnerDetails(
                                        "build-7",
                                        "0.1.0",
                                        "2026.9.6 (eb377ac)",
                                        List.of(RunnerDetails.LOGS, RunnerDetails.MODES),
                                        RunnerModels.of(
                                                Map.of(
                                                        RunnerModels.DEFAULT,
                                                        "vendor/usual",
                                                        "cheap",
                                                        "vendor/small"))),
                                AT)),
                sample(
                        new RunnerBeat(
                                POOL,
                                HOLDER,
                                2,
                                List.of(SECOND, new Attempt(TASK, 3)),
                                AT,
                                AT,
                                List.of(RunnerDetails.MODES))),
                sample(new RunnerDraining(POOL, HOLDER, AT)),
                sample(new RunnerLeft(POOL, HOLDER, "stopped", AT)),
                sample(new RunStarted(POOL, HOLDER, SECOND, AGENT, "openclaw-exec", AT)),
                sample(answered("reads figures\n")),
                sample(new RunProgressed(POOL, HOLDER, SECOND, "writes RESULT.txt", AT)),
                new Sample(
                        "RunFinished",
                        new RunFinished(
                                POOL, HOLDER, SECOND, new RunOutcome.Succeeded(), REPORT, AT)),
                new Sample("RunFinished-failed", failed()),
                sample(
                        new ClaimGranted(
                                HOLDER,
                                SECOND,
                                POOL,
                                new Work(
                                        PROMPT,
                                        OPTIONS,
                                        List.of(FILE),
                                        ADA,
                                        DISCORD,
                                        TRACE,
                                        AgentMode.RESTRICTED,
                                        null),
                                Duration.ofSeconds(15),
                                AT)),
                sample(new ClaimRevoked(HOLDER, SECOND, POOL, "cancelled by Ada", AT)),
                sample(new HolderFenced(HOLDER, POOL, "not heard of for 15 s", AT)),
                sample(new LogRequested(HOLDER, SECOND, POOL, "9d1f", 4_096L, AT)),
                sample(new HolderDrained(HOLDER, POOL, "drained by Ada", AT)),
                new Sample("TaskResult", result()),
                new Sample("TaskResult-expired", expired()),
                new Sample("TaskResult-failed", failedResult()),
                sample(
                        new ApprovalAwaited(
                                TASK, POOL, DISCORD, ADA, "Calculate 25 × 4", AT, List.of("lead"))),
                sample(
                        new TaskRequestRefused(
                                TASK,
                                POOL,
                                "cancel",
                                DISCORD,
                                ADA,
                                "the role member does not allow to cancel tasks of others",
                                "roles.member in version 3 (1f2e3d4c) of the fleet file",
                                AT)),
                sample(
                        new TaskQueued(
                                TASK,
                                POOL,
                                DISCORD,
                                ADA,
                                3,
                                Duration.ofSeconds(90),
                                AT,
                                TRACE,
                                "roles.lead in version 3 (1f2e3d4c) of the fleet file")),
                sample(new QueueMoved(TASK, POOL, 2, Duration.ofSeconds(60), AT)),
                sample(new TaskUnserved(TASK, POOL, DISCORD, ADA, AT.plusSeconds(86_400), AT)),
                sample(new DuplicateIgnored(TASK, POOL, new Origin.Kafka(3, 42), AT)),
                sample(new TaskClaimed(TASK, POOL, 2, HOLDER, DISCORD, AT, TRACE)),
                sample(
                        new AgentSpawned(
                                TASK,
                                POOL,
                                2,
                                HOLDER,
                                AGENT,
                                "openclaw-exec",
                                "Calculate 25 × 4",
                                AT)),
                sample(new TaskProgressed(TASK, POOL, 2, "writes RESULT.txt", AT)),
                sample(
                        new RetryScheduled(
                                TASK,
                                POOL,
                                1,
                                FailureKind.LOST,
                                "runner-1 was not heard of for 15 s",
                                AT.plusSeconds(2),
                                AT)),
                sample(new StaleRunIgnored(TASK, POOL, 1, HOLDER, "RunFinished", AT)),
                sample(
                        new TaskFinished(
                                TASK,
                                POOL,
                                2,
                                TaskStatus.FAILED,
                                AGENT,
                                DISCORD,
                                "the model is unknown",
                                AT,
                                TRACE)),
                sample(new RunnerReady(HOLDER, POOL, 2, AT)),
                sample(
                        new RunnerQuarantined(
                                HOLDER,
                                POOL,
                                5,
                                "the disk of runner-1 is full",
                                AT.plusSeconds(60),
                                AT)),
                sample(new RunnerRecovered(HOLDER, POOL, AT)),
                sample(new RunnerDrains(HOLDER, POOL, AT)),
                sample(new RunnerGone(HOLDER, POOL, "stopped", AT)),
                sample(new RunnerLost(HOLDER, POOL, 1, "not heard of for 15 s", AT)),
                sample(new LaneFleetChanged(7, 3, "f1".repeat(32), 2, ORDER, AT)),
                sample(new LaneOrderRefused(7, "stop", ORDER, "nobody may", "roles.lead", AT)),
                sample(new PoolOrderRefused(POOL, "pause", ORDER, "nobody may", "roles.lead", AT)),
                sample(new LaneStopped(7, ORDER, 3, AT)),
                sample(new LaneHalted(7, "order-1", AT)),
                sample(new LaneResumed(7, ORDER, "order-0", AT)),
                sample(new PoolPaused(POOL, ORDER, AT)),
                sample(new PoolResumed(POOL, ORDER, AT)));
    }

    static TaskSubmitted submitted() {
        return new TaskSubmitted(
                TASK,
                POOL,
                new Prompt("Summarise this:", FILE),
                OPTIONS,
                List.of(FILE),
                DISCORD,
                ADA,
                AT,
                new TaskId("t-0"),
                TRACE);
    }

    private static TaskSubmitted plain() {
        return new TaskSubmitted(
                new TaskId("t-1"),
                Pool.DEFAULT,
                PROMPT,
                TaskOptions.NONE,
                List.of(),
                new Origin.Http(),
                new Requester("http:anonymous", "anonymous"),
                AT,
                null);
    }

    static LogAnswered answered(String text) {
        return new LogAnswered(POOL, HOLDER, SECOND, "9d1f", 4_096, 4_111, text, AT);
    }

    private static RunFinished failed() {
        return new RunFinished(
                POOL,
                HOLDER,
                SECOND,
                new RunOutcome.Failed(
                        FailureKind.QUOTA, "the provider asks to wait", Duration.ofSeconds(90)),
                SHORT_REPORT,
                AT);
    }

    private static TaskResult result() {
        return new TaskResult(
                TASK,
                POOL,
                TaskStatus.SUCCEEDED,
                PROMPT,
                OPTIONS,
                DISCORD,
                ADA,
                2,
                HOLDER.runner(),
                null,
                null,
                REPORT,
                AT.minusSeconds(60),
                AT,
                TRACE);
    }

    private static TaskResult expired() {
        return new TaskResult(
                TASK,
                POOL,
                TaskStatus.EXPIRED,
                PROMPT,
                TaskOptions.NONE,
                new Origin.Cli(),
                ADA,
                0,
                null,
                "no runner took it within 24 h",
                null,
                null,
                AT.minusSeconds(86_400),
                AT);
    }

    private static TaskResult failedResult() {
        return new TaskResult(
                TASK,
                POOL,
                TaskStatus.FAILED,
                PROMPT,
                TaskOptions.NONE,
                new Origin.Cli(),
                ADA,
                1,
                HOLDER.runner(),
                "The agent was stopped: it had its 120 s.",
                FailureKind.TIMEOUT,
                null,
                AT.minusSeconds(121),
                AT);
    }

    private static Sample sample(Record message) {
        return new Sample(message.getClass().getSimpleName(), message);
    }
}
