package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A shell script in the place of OpenClaw, which behaves as its task says, and runners with it. */
final class FakeAgents implements AutoCloseable {
    private static final String AGENT =
            """
            #!/bin/sh
            # The runner asks for this once, at its start.
            if [ "$1" = --version ]; then echo "OpenClaw 0.0.0 (a script)"; exit; fi
            # And starts this in the task's folder.
            envelope() {
              printf '{"ok":true,"status":"ok","final":"%s","payloads":[{"text":"%s"}],"usage":{"input":1000,"output":500,"cacheRead":0,"cacheWrite":0,"total":1500},"costUsd":0.000001575,"model":"kimi","provider":"stub"}' "$1" "$1"
            }
            case "$(cat TASK.txt)" in
              ok) envelope "well done" ;;
              environment) env > environment.txt; envelope "seen" ;;
              arguments) printf '%s\\n' "$@" > arguments.txt; envelope "seen" ;;
              config) while [ "$1" != --config ]; do shift; done; cp "$2" config.json; (id -un; echo "$HOME") > who.txt; envelope "read" ;;
              secret) printf 'secret %s\n' made-up-key-1 > RESULT.txt; mkdir outputs; echo made-up-key-1 > outputs/of-made-up-key-1.txt; echo made-up-key-1 > made-up-key-1; printf '@everyone made-up-key-1' > SUMMARY.txt; echo "it is made-up-key-1" >&2; envelope "made-up-key-1" ;;
              partly) echo "half of it" > RESULT.txt; echo "then it broke" >&2; exit 3 ;;
              small) ulimit -f 1; trap '' XFSZ; head -c 100000 /dev/zero | tr '\\0' 'x' > RESULT.txt || { echo "no room for the result" >&2; exit 4; } ;;
              long) head -c 40000 /dev/zero | tr '\\0' 'x' > RESULT.txt; mkdir outputs; echo data > outputs/table.csv; envelope "see RESULT.txt" ;;
              huge) head -c 9000000 /dev/zero | tr '\\0' 'y' > RESULT.txt; envelope "see RESULT.txt" ;;
              link) echo outside > ../../secret.txt; ln -s /etc/passwd RESULT.txt; ln -s /etc/passwd SUMMARY.txt; envelope "linked" ;;
              noisy) head -c 3000000 /dev/zero | tr '\\0' 'z' >&2; echo >&2; echo "working hard" >&2; sleep 1; envelope "noisy" ;;
              inputs*) cat inputs/* > RESULT.txt; envelope "read" ;;
              leaving) (sh -c 'trap "" TERM; echo $$ > left.pid; while :; do sleep 1; done' > /dev/null 2>&1 &) ; while [ ! -s left.pid ]; do sleep 0.1; done; envelope "left one behind" ;;
              crash) echo "Error: something broke" >&2; exit 3 ;;
              stubborn)
                trap '' TERM
                (setsid sh -c 'trap "" TERM; echo $$ > own-session.pid; while :; do sleep 1; done' &)
                (env -i PATH="$PATH" sh -c 'trap "" TERM; echo $$ > no-mark.pid; while :; do sleep 1; done' &)
                sh -c 'trap "" TERM; echo $$ > child.pid; while :; do sleep 1; done' &
                echo $$ > agent.pid
                while [ ! -s own-session.pid ] || [ ! -s no-mark.pid ] || [ ! -s child.pid ]; do sleep 0.1; done
                echo ready >&2
                while :; do sleep 1; done ;;
            esac
            """;

    private final RunnerKit kit;
    private final FakeDispatcher dispatcher;
    private final Path folder;
    private final Map<String, Object> settings = new HashMap<>();
    private int runners;

    private FakeAgents(RunnerKit kit, Path folder) {
        this.kit = kit;
        this.dispatcher = kit.dispatcher();
        this.folder = folder;
    }

    static FakeAgents write(RunnerKit kit, Path folder) throws IOException {
        FakeAgents agents = new FakeAgents(kit, folder);
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("openclaw.json"),
                """
                {
                  // as people write it
                  env: {SOME_API_KEY: 'made-up-key-1'},
                  models: {providers: {stub: {models: [
                    {id: 'kimi', reasoning: true, cost: {input: 0.00045, output: 0.00225}},
                  ]}}},
                  agents: {defaults: {model: 'stub/kimi', models: {'stub/kimi': {alias: 'primary'}}}},
                }
                """);
        agents.settings.put("openclaw-bin", agent.toString());
        agents.settings.put("openclaw-config", folder.resolve("openclaw.json").toString());
        agents.settings.put("start-grace", "100ms");
        agents.settings.put("kill-grace", "500ms");
        return agents;
    }

    FakeDispatcher dispatcher() {
        return dispatcher;
    }

    ApplicationContext runner(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return kit.runner(id(), folder, all);
    }

    /** Of the runner that was started last, or is started next. */
    String id() {
        return "fake-" + folder.getFileName() + "-" + runners;
    }

    Holder joined() {
        return dispatcher.joined(id()).holder();
    }

    Attempt grant(Holder holder, String what, TaskOptions options) {
        return dispatcher.grant(
                holder, "t-" + what + "-" + id(), FakeDispatcher.work(what, options));
    }

    /** Runs one task with a runner of its own. */
    RunFinished run(String what, Map<String, Object> more, TaskOptions options) {
        try (ApplicationContext context = runner(more)) {
            if (!context.isRunning()) {
                throw new AssertionError("the runner does not run");
            }
            return dispatcher.finished(grant(joined(), what, options));
        } finally {
            runners++;
        }
    }

    Path workspace(RunFinished finished) {
        return folder.resolve(Objects.requireNonNull(finished.report()).workspace().path());
    }

    Path workspace(String agent, TaskId task) {
        return folder.resolve("workers").resolve(agent).resolve("tasks/" + task);
    }

    static boolean isGone(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Path stat = Path.of("/proc/" + pid + "/stat");
        // What nobody waits for stays in the table as a zombie; it does nothing any more.
        return ProcessHandle.of(pid).map(each -> !each.isAlive()).orElse(true)
                || Files.isReadable(stat)
                        && Files.readString(stat).replaceFirst(".*\\) ", "").startsWith("Z");
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
