package dev.crayfleet.fleet;

import dev.crayfleet.contract.Limits;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the agent that a text speaks to: {@code manager, plan the week}, {@code Tech lead: …} or
 * {@code @auditor, …}. A text speaks to an agent if it begins with the agent's name, as the fleet
 * file has it, with spaces for its dashes, or as its posts show it, and a comma or a colon follows.
 */
public final class AddressedAgent {
    /** Longer names are not written before what one wants. */
    private static final int MAX_NAME_CHARS = 80;

    private AddressedAgent() {}

    /** Empty where the text speaks to no agent of the fleet file. */
    public static Optional<Agent> find(Fleet fleet, String text) {
        if (fleet.agents().isEmpty()) {
            return Optional.empty();
        }
        String start = Limits.cut(text, 4 * MAX_NAME_CHARS).stripLeading();
        start = start.startsWith("@") ? start.substring(1) : start;
        int end = 0;
        while (end < start.length() && ",:\n".indexOf(start.charAt(end)) < 0) {
            end++;
        }
        if (end == 0
                || end > MAX_NAME_CHARS
                || end == start.length()
                || start.charAt(end) == '\n') {
            return Optional.empty();
        }
        String name = normalized(start.substring(0, end));
        return fleet.agents().values().stream().filter(each -> isCalled(each, name)).findFirst();
    }

    private static boolean isCalled(Agent agent, String name) {
        Agent.Identity identity = agent.identity();
        return normalized(agent.name()).equals(name)
                || (identity != null
                        && identity.name() != null
                        && normalized(identity.name()).equals(name));
    }

    private static String normalized(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_ ]+", " ");
    }
}
