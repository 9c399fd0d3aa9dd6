package dev.crayfleet.cli;

import dev.crayfleet.cli.supervision.AgentFiles;
import dev.crayfleet.cli.supervision.AgentProcesses;
import dev.crayfleet.cli.supervision.AgentState;
import dev.crayfleet.cli.supervision.ProcessMemory;
import dev.crayfleet.cli.supervision.Supervisor;
import dev.crayfleet.cli.systemd.ThisMachine;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crayfleet agents start} and the like: runners of named agents on this machine. */
final class AgentProcessCommands {
    private static final String FILE = "crayfleet.runner.fleet-file";
    private static final String ID = "CRAYFLEET_RUNNER_ID";

    /** Longer than a runner drains, and kills what has not ended by then. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);

    private AgentProcessCommands() {}

    /** What concerns some agents of the fleet file of this folder. */
    abstract static class OfAgents implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Parameters(
                paramLabel = "AGENT",
                arity = "0..*",
                description = "of the fleet file; all of them where none is named")
        private List<String> names = List.of();

        @Option(
                names = "--fleet-file",
                paramLabel = "FILE",
                description = "that names the agents ($CRAYFLEET_RUNNER_FLEET_FILE, fleet.yaml)")
        private @Nullable String file;

        final Terminal out() {
            return Terminal.of(spec);
        }

        final String file() {
            String set = file == null ? ServedAgents.ofProcess(FILE) : file;
            return set == null || set.isBlank() ? "fleet.yaml" : set.strip();
        }

        /** Those that are meant, by names. */
        final Map<String, Agent> agents() {
            Fleet fleet = ServedAgents.read(file());
            Map<String, Agent> meant = new LinkedHashMap<>();
            for (String each : names.isEmpty() ? fleet.agents().keySet() : names) {
                Agent agent = fleet.agents().get(each.toLowerCase(Locale.ROOT));
                if (agent == null) {
                    throw new CommandLines.RefusedException(
                            ServedAgents.unknown(file(), fleet, each));
                }
                meant.put(agent.name(), agent);
            }
            if (meant.isEmpty()) {
                throw new CommandLines.RefusedException(file() + " names no agents");
            }
            return meant;
        }

        static AgentFiles files(String agent) {
            return new AgentFiles(LocalFleetFile.FOLDER.resolve("agents").toAbsolutePath(), agent);
        }

        /** Starts what does not run, all at once, and waits until each is ready. */
        final int start(Duration patience) throws IOException, InterruptedException {
            Path launcher = ThisMachine.ownLauncher();
            Map<AgentFiles, Process> started = new LinkedHashMap<>();
            for (String each : agents().keySet()) {
                AgentFiles files = files(each);
                Optional<AgentState> state = files.read();
                if (state.isPresent() && state.get().isSupervised()) {
                    out().line(
                                    "%s runs already, pid %d"
                                            .formatted(each, state.get().supervisor().pid()));
                    continue;
                }
                // A runner whose supervisor was killed would do the same work beside it.
                boolean unused = AgentProcesses.stop(files, DRAIN_TIMEOUT);
                started.put(
                        files,
                        AgentProcesses.start(
                                List.of(
                                        launcher.toString(),
                                        "agents",
                                        "supervise",
                                        each,
                                        "--fleet-file",
                                        Path.of(file()).toAbsolutePath().toString())));
            }
            int failed = 0;
            for (Map.Entry<AgentFiles, Process> each : started.entrySet()) {
                failed += awaitReady(each.getKey(), each.getValue(), patience) ? 0 : 1;
            }
            return failed == 0 ? 0 : Crayfleet.FAILED;
        }

        private boolean awaitReady(AgentFiles files, Process process, Duration patience)
                throws IOException, InterruptedException {
            Optional<String> problem = AgentProcesses.awaitReady(files, process, patience);
            if (problem.isEmpty()) {
                out().line("%s is ready".formatted(files.name()));
                return true;
            }
            out().error("%s is not started: %s".formatted(files.name(), problem.get()));
            if (files.read().map(AgentState::restarts).orElse(0) > 0) {
                boolean unused = AgentProcesses.stop(files, DRAIN_TIMEOUT);
            }
            return false;
        }

        final int stop(Duration patience) throws IOException, InterruptedException {
            for (String each : agents().keySet()) {
                out().line(
                                each
                                        + (AgentProcesses.stop(files(each), patience)
                                                ? " is stopped"
                                                : " did not run"));
            }
            return 0;
        }
    }

    @Command(
            name = "start",
            description =
                    "Starts a runner for each agent, which goes on when the terminal is closed.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Start extends OfAgents {
        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "how long to wait until each is ready (${DEFAULT-VALUE})")
        private int patience;

        @Override
        public Integer call() throws IOException, InterruptedException {
            return start(Duration.ofSeconds(patience));
        }
    }

    @Command(
            name = "stop",
            description = "Stops the runners of agents; tasks in hand may end before.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Stop extends OfAgents {
        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "75",
                description = "after so long, what has not ended is killed (${DEFAULT-VALUE})")
        private int patience;

        @Override
        public Integer call() throws IOException, InterruptedException {
            return stop(Duration.ofSeconds(patience));
        }
    }

    @Command(
            name = "restart",
            description = "Stops the runners of agents, and starts them again.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Restart extends OfAgents {
        @Option(
                names = "--patience",
                paramLabel = "SECONDS",
                defaultValue = "120",
                description = "how long each of both may take (${DEFAULT-VALUE})")
        private int patience;

        @Override
        public Integer call() throws IOException, InterruptedException {
            int unused = stop(Duration.ofSeconds(patience));
            return start(Duration.ofSeconds(patience));
        }
    }

    @Command(
            name = "status",
            description = "Shows what runs for each agent on this machine.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Status extends OfAgents {
        @Override
        public Integer call() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(
                    List.of(
                            "AGENT",
                            "STATE",
                            "PID",
                            "PORT",
                            "GATEWAY",
                            "MODEL",
                            "MIB",
                            "RESTARTS",
                            "TASK",
                            "LAST ERROR"));
            boolean isAllReady = true;
            for (Agent each : agents().values()) {
                Optional<AgentState> state = files(each.name()).read();
                rows.add(row(each, state));
                isAllReady &= state.filter(Status::isReady).isPresent();
            }
            out().table(new StateTable(rows, 1).withoutEmptyColumns());
            return isAllReady ? 0 : Crayfleet.FAILED;
        }

        private static boolean isReady(AgentState state) {
            return state.isSupervised() && state.isReady();
        }

        private static List<String> row(Agent agent, Optional<AgentState> found) {
            String model = agent.model() == null ? "" : agent.model();
            if (found.isEmpty()) {
                return List.of(agent.name(), "stopped", "", "", "", model, "", "", "", "");
            }
            AgentState state = found.get();
            boolean runs = state.runner().stillRuns();
            String word = state.isReady() ? "ready" : runs ? "starting" : "waiting";
            if (!state.isSupervised()) {
                word = runs ? "unsupervised" : "dead";
            }
            return List.of(
                    agent.name(),
                    word,
                    runs ? Long.toString(state.runner().pid()) : "",
                    runs ? Integer.toString(state.port()) : "",
                    state.gatewayPort() == null ? "" : state.gatewayPort().toString(),
                    model,
                    ProcessMemory.mib(state.runner().pid())
                            .filter(any -> runs)
                            .map(Object::toString)
                            .orElse(""),
                    state.restarts() == 0 ? "" : Integer.toString(state.restarts()),
                    state.task() == null ? "" : state.task(),
                    state.lastError() == null ? "" : state.lastError());
        }
    }

    @Command(
            name = "logs",
            description = "Shows the end of what the runners of agents have logged.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Logs extends OfAgents {
        @Option(
                names = {"-n", "--lines"},
                paramLabel = "N",
                defaultValue = "50",
                description = "of each (${DEFAULT-VALUE})")
        private int lines;

        @Override
        public Integer call() throws IOException {
            Map<String, Agent> agents = agents();
            for (String each : agents.keySet()) {
                AgentFiles files = files(each);
                if (agents.size() > 1) {
                    out().heading("==> " + files.log());
                }
                for (String line : LastLines.of(files.log(), Math.max(0, lines))) {
                    out().line(line);
                }
            }
            return 0;
        }
    }

    /** What {@code start} starts for each agent; stays as long as there is a runner. */
    @Command(
            name = "supervise",
            description = "Keeps the runner of one agent running.",
            hidden = true,
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Supervise extends OfAgents {
        @Override
        public Integer call() throws IOException, InterruptedException {
            Map<String, Agent> agents = agents();
            if (agents.size() != 1) {
                throw new CommandLines.RefusedException("it is for one agent");
            }
            String agent = agents.keySet().iterator().next();
            Map<String, String> environment = new HashMap<>();
            environment.put("CRAYFLEET_RUNNER_FLEET_FILE", file());
            // It is there for its agent alone.
            environment.put("CRAYFLEET_RUNNER_POOLS", "");
            String id = System.getenv(ID);
            if (id != null && !id.isBlank()) {
                environment.put(ID, id.strip() + "-" + agent);
            }
            Supervisor supervisor =
                    new Supervisor(
                            files(agent),
                            List.of(
                                    ThisMachine.ownLauncher().toString(),
                                    "runner",
                                    "--agents",
                                    agent),
                            environment,
                            DRAIN_TIMEOUT);
            Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "supervisor-stops"));
            supervisor.run();
            return 0;
        }
    }
}
