package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crayfleet agents}: the named agents of the fleet file. */
@Command(
        name = "agents",
        description = "Lists the named agents of the fleet file, and runs them on this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            AgentsCommand.ListAgents.class,
            AgentProcessCommands.Start.class,
            AgentProcessCommands.Stop.class,
            AgentProcessCommands.Restart.class,
            AgentProcessCommands.Status.class,
            AgentProcessCommands.Logs.class,
            AgentUnitCommands.Install.class,
            AgentUnitCommands.Uninstall.class,
            AgentProcessCommands.Supervise.class
        })
final class AgentsCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "What is to be done: list, start, stop, restart, status, logs, install?");
        }
    }

    @Command(
            name = "list",
            description =
                    "Lists named agents: what each can, with which model, who serves it, what waits.",
            sortOptions = false)
    static final class ListAgents extends FleetCommands.Listing {
        @Option(
                names = "--needs",
                paramLabel = "CAPABILITY",
                split = ",",
                description = "only those that have it; with several, all of them")
        private List<String> needs = List.of();

        @Override
        JsonNode ask(FleetHttp dispatcher) {
            String query =
                    needs.stream()
                            .map(each -> "needs=" + URLEncoder.encode(each, StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&"));
            JsonNode agents = dispatcher.get(query.isEmpty() ? "/agents" : "/agents?" + query);
            JsonNode holds = dispatcher.get("/stop");
            if (agents instanceof ObjectNode object) {
                AgentTable.withHolds(object, holds);
            }
            return agents;
        }

        @Override
        StateTable table(JsonNode answer) {
            return AgentTable.of(answer);
        }

        @Override
        String plural() {
            return "agents";
        }

        @Override
        String singular() {
            return "agent";
        }

        @Override
        String none() {
            return needs.isEmpty()
                    ? "no agent has a name: a fleet file gives them (crayfleet fleet apply). Pools are listed by: crayfleet pools"
                    : "no agent has all of: " + String.join(", ", needs);
        }
    }
}
