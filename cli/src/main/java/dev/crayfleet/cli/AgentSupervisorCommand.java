package dev.crayfleet.cli;

import dev.crayfleet.cli.supervision.Supervisor;
import dev.crayfleet.cli.systemd.ThisMachine;
import dev.crayfleet.fleet.Agent;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** What {@code start} starts for each agent; stays as long as there is a runner. */
@Command(
        name = "supervise",
        description = "Keeps the runner of one agent running.",
        hidden = true,
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AgentSupervisorCommand extends AgentProcessCommands.OfAgents {
    private static final String ID = "CRAYFLEET_RUNNER_ID";

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
                        List.of(ThisMachine.ownLauncher().toString(), "runner", "--agents", agent),
                        environment,
                        AgentProcessCommands.DRAIN_TIMEOUT);
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "supervisor-stops"));
        supervisor.run();
        return 0;
    }
}
