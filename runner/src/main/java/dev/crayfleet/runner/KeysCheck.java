package dev.crayfleet.runner;

import dev.crayfleet.agents.keys.ModelKeyVariable;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.openclaw.OpenClawJson;
import dev.crayfleet.agents.openclaw.ProxiedModelKeys;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.GatewaySettings;
import dev.crayfleet.runner.config.KeyHandling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the keys of models can stay with the runner.
 *
 * @param environment the runner's own
 */
record KeysCheck(AgentSettings agents, Map<String, String> environment) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if agents of this kind would get
     *     keys though they are to stay
     */
    static void require(AgentSettings agents, ExecutorChoice choice, GatewaySettings gateway) {
        refusal(agents, choice, gateway)
                .ifPresent(sentence -> {
                    throw new IllegalArgumentException(sentence);
                });
    }

    private static Optional<String> refusal(
            AgentSettings agents, ExecutorChoice choice, GatewaySettings gateway) {
        if (agents.processes().keys() == KeyHandling.DIRECT
                || choice == ExecutorChoice.DEMO
                || choice == ExecutorChoice.NOOP) {
            return Optional.empty();
        }
        boolean isCommand = choice == ExecutorChoice.COMMAND;
        if (gateway.isRunningAlready() && !isCommand && choice != ExecutorChoice.OPENCLAW_EXEC) {
            return Optional.of(
                    "keys=proxy is not for a Gateway that runs already (gateway-url, agent-gateways): that has its keys, and the runner cannot take them away. Set keys=direct, or leave it out for a Gateway of the runner's own.");
        }
        return agents.processes().passEnv().stream()
                .filter(ModelKeyVariable::isModelKey)
                .filter(name ->
                        !ModelKeyVariable.isReplaceable(name)
                                && (isCommand || !name.equals("OPENROUTER_API_KEY")))
                .findFirst()
                .map(name ->
                        "pass-env gives agents %s, a key of models for which keys=proxy has no place. %s, or set keys=direct."
                                .formatted(
                                        name,
                                        isCommand
                                                ? "Leave it out"
                                                : "Leave it out and write it as the apiKey of a provider in openclaw.json"));
    }

    /** Which way it is, and what cannot be reached in that way. */
    List<Finding> findings() {
        if (agents.processes().keys() == KeyHandling.DIRECT) {
            return List.of(
                    Finding.ok(
                            "Agents are given the keys of models (keys=direct); with keys=proxy those stay with the runner."));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "The keys of models stay with the runner, agents ask through its proxy (keys=proxy)."));
        try {
            OpenClawJson json =
                    new OpenClawFile(agents.openclaw().configFile(), new Secrets(), environment)
                            .read();
            ProxiedModelKeys.refusals(json, environment, agents.processes().passEnv())
                    .values()
                    .forEach(sentence -> findings.add(Finding.warning(sentence)));
        } catch (IllegalArgumentException unreadable) {
            findings.add(Finding.error(String.valueOf(unreadable.getMessage())));
        }
        return findings;
    }
}
