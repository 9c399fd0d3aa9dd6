package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.util.List;
import java.util.Set;

/** Who it is that a message says has asked. */
public final class Principals {
    private static final Principal UNKNOWN = new Principal.UnknownKafka();
    private static final Principal LOCAL = new Principal.Local();

    private Principals() {}

    /** Who has asked for a task; for one that repeats another, who has asked for that. */
    public static Principal of(TaskSubmitted task) {
        return task.replayOf() == null ? of(task.requester(), task.origin()) : of(task.requester());
    }

    /**
     * Who has asked for a task that repeats none.
     *
     * @param origin of the task: what a record of another program says of its requester is believed
     *     by nobody
     */
    public static Principal of(Requester requester, Origin origin) {
        return switch (origin) {
            case Origin.Agent delegation ->
                    delegating(of(requester, delegation.root()), delegation);
            case Origin.Kafka kafka when !isOf(requester.id(), "kafka") -> UNKNOWN;
            case Origin any -> of(requester);
        };
    }

    /** The last of the agents that work for each other; each asks on behalf of the one before. */
    private static Principal delegating(Principal asker, Origin.Agent delegation) {
        Principal last = asker;
        for (Pool each : delegation.line()) {
            last = new Principal.Agent(each.value(), last, delegation.caps());
        }
        return last;
    }

    /** Who has asked for something, as the service that has seen them ask says. */
    public static Principal of(Requester requester) {
        String id = requester.id();
        int colon = id.indexOf(':');
        String kind = colon < 0 ? "" : id.substring(0, colon);
        String name = id.substring(colon + 1);
        return switch (kind) {
            case "discord" -> new Principal.DiscordUser(name, roles(requester));
            case "token" -> new Principal.Token(name, roles(requester));
            case "kafka" -> name.equals("unknown") ? UNKNOWN : new Principal.KafkaKey(name);
            // No agent asks by itself yet.
            case "agent" -> UNKNOWN;
            default -> LOCAL;
        };
    }

    private static boolean isOf(String id, String kind) {
        return id.startsWith(kind + ":");
    }

    private static Set<String> roles(Requester requester) {
        List<String> roles = requester.roles();
        return roles == null ? Set.of() : Set.copyOf(roles);
    }
}
