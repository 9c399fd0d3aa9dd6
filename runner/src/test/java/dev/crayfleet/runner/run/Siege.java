package dev.crayfleet.runner.run;

import dev.crayfleet.agents.command.CommandExecutor;
import dev.crayfleet.agents.command.CommandSettings;
import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.keys.EnvironmentKeys;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.slots.TimeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A runner whose agents do what they are not to: each is a shell script, and a user of its own. */
final class Siege implements AutoCloseable {
    private static final String AGENT =
            """
            #!/bin/sh
            what=$1; shift
            case "$what" in
              id) id -u; id -G; echo "home $HOME"; grep NoNewPrivs /proc/self/status ;;
              stay) echo "text of a neighbour" > secret.txt; chmod -R 777 "$PWD"; echo > ready
                while [ ! -e go ]; do sleep 0.05; done; cat RESULT.txt; echo stayed ;;
              fail) echo "text of a failure" > secret.txt; chmod -R 777 "$PWD"; exit 3 ;;
              environments) for each in /proc/[0-9]*/environ; do tr '\\0' '\\n' < "$each"; done ;;
              look) cat "$@"; ls -la "$@"; for each in "$@"; do ls "$each/fd" "$each/.."; readlink "$each/cwd"; done ;;
              change) for each in "$@"; do
                  echo changed > "$each"; rm -rf "$each"; mv "$each" "$each.old"; ln -sf /etc/passwd "$each"
                done ;;
              through) for each in /proc/[0-9]*/cwd /proc/[0-9]*/root/proc/self/cwd; do cat "$each/secret.txt"; done ;;
              leave) env -i setsid sh -c "trap 'echo > $PWD/asked' TERM; trap '' HUP; echo \\$\\$ > $PWD/left.pid; cd /; exec > /dev/null 2>&1; while :; do sleep 0.05; done" &
                while [ ! -s left.pid ]; do sleep 0.05; done; cat left.pid ;;
              processes) ps -o pid= -u "$(id -u)" | wc -l ;;
              sticky) mkdir -p deep/er "$TMPDIR/deep/er"; echo x > deep/er/file; echo x > "$TMPDIR/deep/er/file"
                chmod -R 1555 deep "$TMPDIR"; chmod 1555 . ;;
            esac 2>&1
            """;

    private final AttemptRunner attempts;
    private final AgentExecutorsByPool executors;
    private final WorkspaceSettings settings;
    private final AtomicInteger tasks = new AtomicInteger();

    /**
     * @param folder that all users can pass through
     */
    Siege(Path folder, AgentUsers users) throws IOException {
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tools = Files.writeString(folder.resolve("TOOLS.md"), "what they are told");
        settings =
                new WorkspaceSettings(
                        folder.resolve("workers"),
                        null,
                        tools,
                        Duration.ofHours(1),
                        Duration.ofHours(168),
                        2_000,
                        100_000,
                        0);
        Secrets secrets = new Secrets();
        executors =
                new AgentExecutorsByPool(
                        Map.of(Pool.DEFAULT, command(agent, users, secrets)),
                        null,
                        users,
                        pool -> Optional.empty());
        Workspaces workspaces = new Workspaces(settings, new Random());
        attempts =
                new AttemptRunner(
                        executors,
                        new TaskPreparer(
                                workspaces, new NoFiles(), TestHomes.in(folder), Clock.systemUTC()),
                        new AgentRunRegistry(settings.folder()),
                        secrets,
                        new ReportBuilder(settings, workspaces, new NoFiles(), secrets),
                        TimeLimits.DEFAULT,
                        System::nanoTime);
    }

    private static CommandExecutor command(Path agent, AgentUsers users, Secrets secrets) {
        return new CommandExecutor(
                new CommandSettings(
                        List.of("/bin/sh", "-c", "exec " + agent + " $(cat TASK.txt)"),
                        null,
                        CommandSettings.Pointers.NONE),
                new ProcessSettings(
                        new EnvironmentSettings(
                                Map.of("PATH", "/usr/bin:/bin", "HOME", "/root"), List.of(), null),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        100_000,
                        ResourceLimits.NONE,
                        secrets,
                        users),
                EnvironmentKeys.DIRECT);
    }

    /**
     * An attempt under way.
     *
     * @param workspace known once its agent starts
     */
    record Running(
            CompletableFuture<Workspace> workspace, CompletableFuture<AttemptResult> result) {
        Path task() throws Exception {
            return workspace.get().task();
        }

        /** All that its agent printed, or its result. */
        String said() throws Exception {
            return Objects.requireNonNull(result.get().report()).answer().result();
        }
    }

    Running start(String task) {
        CompletableFuture<Workspace> workspace = new CompletableFuture<>();
        CompletableFuture<AttemptResult> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        result.complete(run(task, workspace));
                    } catch (Exception | Error e) {
                        result.completeExceptionally(e);
                        workspace.completeExceptionally(e);
                    }
                });
        return new Running(workspace, result);
    }

    /** Runs it to its end. */
    Running run(String task) throws Exception {
        Running running = start(task);
        AttemptResult unused = running.result().get();
        return running;
    }

    private AttemptResult run(String task, CompletableFuture<Workspace> workspace)
            throws InterruptedException {
        ClaimGranted claim =
                new ClaimGranted(
                        new Holder(new RunnerId("r"), new Incarnation("1")),
                        new Attempt(new TaskId("t-" + tasks.incrementAndGet()), 1),
                        Pool.DEFAULT,
                        new Work(
                                Prompt.of(task),
                                TaskOptions.NONE,
                                List.of(),
                                Requester.UNKNOWN,
                                new Origin.Http(),
                                null,
                                null,
                                null),
                        Duration.ofSeconds(15),
                        Instant.EPOCH);
        return attempts.run(
                claim,
                new CancellationToken(),
                new AttemptListener() {
                    @Override
                    public void started(Workspace made, String kind) {
                        workspace.complete(made);
                    }

                    @Override
                    public void progressed(String note) {}
                });
    }

    Path workers() {
        return settings.folder();
    }

    @Override
    public void close() {
        executors.close();
    }

    private static final class NoFiles implements FileTransfer {
        @Override
        public byte[] fetch(FileRef file, BooleanSupplier isWanted) throws IOException {
            throw new IOException("none here");
        }

        @Override
        public FileRef upload(TaskId task, String name, byte[] content, BooleanSupplier isWanted)
                throws IOException {
            throw new IOException("none here");
        }
    }
}
