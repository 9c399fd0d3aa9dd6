package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops one task, or all of a kind. */
@Command(
        name = "cancel",
        description = "Stops a task: one that waits at once, one that runs with its agent.")
final class CancelCommand extends DispatcherCommand {
    private static final List<String> WAITING =
            List.of("awaiting-approval", "queued", "backing-off");
    private static final List<String> RUNNING = List.of("claimed", "running");

    /** Of each state, at a time. */
    private static final int MAX_LISTED = 1_000;

    /** So that many cancels leave the fleet time for everything else. */
    private static final Duration PACE = Duration.ofMillis(20);

    @Parameters(paramLabel = "ID", arity = "0..1", description = "of the task")
    private @Nullable String id;

    @Option(names = "--all-queued", description = "all that wait, none that run")
    private boolean allQueued;

    @Option(names = "--requester", description = "all of this requester's id")
    private @Nullable String requester;

    @Option(
            names = {"-a", "--agent"},
            description = "all of this agent")
    private @Nullable String agent;

    @Option(names = "--dry-run", description = "only says which tasks it would cancel")
    private boolean dryRun;

    @Option(names = "--yes", description = "cancels more than one without being asked again")
    private boolean yes;

    @Override
    void run(FleetHttp dispatcher, Terminal out) {
        FilterValue.check("--requester", requester);
        FilterValue.check("--agent", agent);
        boolean isMany = allQueued || requester != null || agent != null;
        if (isMany == (id != null)) {
            throw new IllegalArgumentException(
                    "name one task by its id, or several by --all-queued, --requester or --agent");
        }
        if (id != null) {
            TaskId task = new TaskId(id);
            if (dryRun) {
                out.line(TaskLines.ofNow().task(dispatcher.get("/tasks/" + task)));
                return;
            }
            cancel(dispatcher, task);
            out.line("cancelling " + id);
            return;
        }
        cancelMany(dispatcher, out);
    }

    private void cancelMany(FleetHttp dispatcher, Terminal out) {
        List<JsonNode> tasks = new ArrayList<>();
        boolean isComplete = true;
        List<String> states = new ArrayList<>(WAITING);
        states.addAll(allQueued ? List.of() : RUNNING);
        for (String state : states) {
            JsonNode answer = dispatcher.get("/tasks" + query(state));
            answer.path("tasks").forEach(tasks::add);
            isComplete &= !answer.has("missingLanes") && answer.path("tasks").size() < MAX_LISTED;
        }
        if (dryRun) {
            tasks.forEach(task -> out.line(TaskLines.ofNow().task(task)));
            out.line("would cancel " + count(tasks.size()) + more(isComplete));
        } else if (tasks.isEmpty()) {
            out.line("no task to cancel" + more(isComplete));
        } else if (Confirmation.ask("Cancel " + count(tasks.size()) + more(isComplete), yes)) {
            cancel(dispatcher, tasks, isComplete, out);
        } else {
            throw new CommandLines.RefusedException("nothing is cancelled");
        }
    }

    private static void cancel(
            FleetHttp dispatcher, List<JsonNode> tasks, boolean isComplete, Terminal out) {
        int cancelled = 0;
        int ended = 0;
        String refusal = null;
        try {
            for (int i = 0; i < tasks.size(); i++) {
                if (i > 0) {
                    Thread.sleep(PACE);
                }
                TaskId id = new TaskId(tasks.get(i).path("id").asText());
                try {
                    cancel(dispatcher, id);
                    cancelled++;
                } catch (FleetHttp.ConflictException hasEnded) {
                    ended++;
                } catch (IllegalArgumentException e) {
                    refusal =
                            refusal == null
                                    ? "task %s is not cancelled: %s".formatted(id, e.getMessage())
                                    : refusal;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            tell(cancelled, ended, tasks.size(), isComplete, out);
        }
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
    }

    private static void cancel(FleetHttp dispatcher, TaskId id) {
        dispatcher.post("/tasks/" + id + "/cancel", TaskCommands.withRequester());
    }

    private static void tell(
            int cancelled, int ended, int asked, boolean isComplete, Terminal out) {
        out.line("cancelling " + count(cancelled) + more(isComplete));
        if (ended > 0) {
            out.line("%,d of %,d had ended meanwhile".formatted(ended, asked));
        }
        int left = asked - cancelled - ended;
        if (left > 0) {
            out.line("%,d of %,d are not cancelled".formatted(left, asked));
        }
    }

    private String query(String state) {
        StringBuilder query = new StringBuilder("?limit=" + MAX_LISTED + "&state=" + state);
        if (requester != null) {
            query.append("&requester=")
                    .append(URLEncoder.encode(requester, StandardCharsets.UTF_8));
        }
        if (agent != null) {
            query.append("&pool=").append(new Pool(agent));
        }
        return query.toString();
    }

    private static String count(int tasks) {
        return tasks == 1 ? "1 task" : "%,d tasks".formatted(tasks);
    }

    private static String more(boolean isComplete) {
        return isComplete ? "" : "; there may be more: ask again afterwards";
    }
}
