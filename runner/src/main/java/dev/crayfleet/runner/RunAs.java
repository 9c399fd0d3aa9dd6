package dev.crayfleet.runner;

import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.process.SlotUsers;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.runner.config.AgentSettings;
import dev.crayfleet.runner.config.ExecutorChoice;
import dev.crayfleet.runner.config.RunnerSettings;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom agents run as: the runner's own user, one other for all, or one for each slot. */
final class RunAs {
    private RunAs() {}

    /**
     * Takes the users for a runner.
     *
     * @throws IllegalArgumentException with a sentence for people, if they are not there, or cannot
     *     be had
     */
    static AgentUsers claim(RunnerSettings settings) {
        String name = settings.agents().processes().runAs();
        if (name == null || !SlotUsers.isPattern(name)) {
            return AgentUsers.of(ofAll(settings));
        }
        requireOwnGateway(settings);
        return SlotUsers.claim(name, count(settings));
    }

    /**
     * Takes one user that no runner has, for something that is only to be tried.
     *
     * @return empty where each agent is a user of its own, and runners have them all
     * @throws IllegalArgumentException with a sentence for people, if the users are not there
     */
    static Optional<AgentUsers> claimOne(RunnerSettings settings) {
        String name = settings.agents().processes().runAs();
        if (name == null || !SlotUsers.isPattern(name)) {
            return Optional.of(AgentUsers.of(ofAll(settings)));
        }
        // That there are enough for a runner.
        SlotUsers.last(name, count(settings));
        return SlotUsers.claimOne(name).map(users -> users);
    }

    /** The one that all agents are; absent where they are the runner's own, or one each. */
    static @Nullable SystemUser ofAll(RunnerSettings settings) {
        String name = settings.agents().processes().runAs();
        return name == null || SlotUsers.isPattern(name)
                ? null
                : SystemUser.of(name, settings.policy().totalSlots());
    }

    /**
     * One of those that agents would be; absent for the runner's own.
     *
     * @throws IllegalArgumentException with a sentence for people, if they are not there
     */
    static @Nullable SystemUser example(RunnerSettings settings) {
        String name = settings.agents().processes().runAs();
        return name != null && SlotUsers.isPattern(name)
                ? SlotUsers.last(name, count(settings))
                : ofAll(settings);
    }

    /** One for each slot, and one for each Gateway that the runner starts. */
    private static int count(RunnerSettings settings) {
        AgentSettings agents = settings.agents();
        Set<Object> gateways =
                settings.policy().slots().keySet().stream()
                        .filter(pool ->
                                agents.executors().of(pool) == ExecutorChoice.OPENCLAW_GATEWAY)
                        .map(pool -> agents.hasOwnOpenClaw(pool) ? pool : agents.modes().of(pool))
                        .collect(Collectors.toSet());
        return settings.policy().totalSlots() + gateways.size();
    }

    /** What runs already is one user, and its agents could not write what is another's. */
    private static void requireOwnGateway(RunnerSettings settings) {
        AgentSettings agents = settings.agents();
        for (Pool pool : settings.policy().slots().keySet()) {
            ExecutorChoice choice = agents.executors().of(pool);
            if (agents.gatewayOf(pool).isRunningAlready()
                    && (choice == ExecutorChoice.AUTO
                            || choice == ExecutorChoice.OPENCLAW_GATEWAY)) {
                throw new IllegalArgumentException(
                        "run-as=%s is not for a Gateway that runs already (gateway-url, agent-gateways): all its agents are the user who runs it. Name that user in run-as, or leave gateway-url out."
                                .formatted(agents.processes().runAs()));
            }
        }
    }
}
