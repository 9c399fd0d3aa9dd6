package dev.crayfleet.fleet.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fleet as a tree of JSON, in the one form that {@link FleetJson} describes. */
final class CanonicalForm {
    private CanonicalForm() {}

    static ObjectNode of(Fleet fleet) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (!fleet.agents().isEmpty()) {
            ObjectNode agents = root.putObject("agents");
            fleet.agents().forEach((name, agent) -> put(agents.putObject(name), agent));
        }
        if (!fleet.roles().isEmpty()) {
            ObjectNode roles = root.putObject("roles");
            fleet.roles().forEach((name, role) -> put(roles.putObject(name), role));
        }
        if (!fleet.approvals().isEmpty()) {
            ArrayNode approvals = root.putArray("approvals");
            fleet.approvals().forEach(each -> put(approvals.addObject(), each));
        }
        return root;
    }

    private static void put(ObjectNode node, Agent agent) {
        put(node, "about", agent.about());
        put(node, "model", agent.model());
        put(node, "thinking", agent.thinking() == null ? null : agent.thinking().word());
        put(node, agent.mode());
        put(node, "capabilities", agent.capabilities());
        put(node, "may-delegate-to", agent.mayDelegateTo().words());
        if (agent.slots() != null) {
            node.put("slots", agent.slots());
        }
        if (agent.identity() != null) {
            ObjectNode identity = node.putObject("identity");
            put(identity, "name", agent.identity().name());
            put(identity, "avatar", agent.identity().avatar());
        }
        put(node, "results", agent.results());
        if (agent.memory() != Agent.Memory.FRESH) {
            node.put("memory", AgentParser.word(agent.memory()));
        }
        put(node, "home", agent.home());
    }

    private static void put(ObjectNode node, Role role) {
        put(node, "members", role.members().stream().map(Member::word).toList());
        put(node, "may", role.may().stream().map(Right::word).toList());
        put(node, "agents", role.agents());
        put(node, "models", role.models());
        put(node, role.mode());
        if (!role.caps().equals(Caps.NONE)) {
            put(node.putObject("limits"), role.caps());
        }
    }

    private static void put(ObjectNode node, Caps caps) {
        put(node, "timeout", caps.timeout() == null ? null : Amounts.written(caps.timeout()));
        if (caps.retries() != null) {
            node.put("retries", caps.retries());
        }
        put(node, "priority", caps.priority() == null ? null : caps.priority().word());
        put(node, "prompt", size(caps.promptBytes()));
        put(node, "files", size(caps.filesBytes()));
        if (caps.tasksPerMinute() != null) {
            node.put("tasks-per-minute", caps.tasksPerMinute());
        }
        if (caps.openTasks() != null) {
            node.put("open-tasks", caps.openTasks());
        }
    }

    private static void put(ObjectNode node, Approval approval) {
        ObjectNode when = node.putObject("when");
        put(when, "agents", approval.agents());
        put(when, "models", approval.models());
        put(when, "roles", approval.roles());
        if (when.isEmpty()) {
            put(when, "agents", List.of(Selection.WILDCARD));
        }
        put(node, "by", approval.by());
        if (approval.notByRequester()) {
            node.put("not-by-requester", true);
        }
        put(
                node,
                "expires",
                approval.expires() == null ? null : Amounts.written(approval.expires()));
    }

    private static @Nullable String size(@Nullable Long bytes) {
        return bytes == null ? null : Amounts.written(bytes);
    }

    private static void put(ObjectNode node, AgentMode mode) {
        if (mode != AgentMode.FULL) {
            node.put("mode", mode.word());
        }
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /** One that selects all goes without saying. */
    private static void put(ObjectNode node, String name, Selection selection) {
        if (!selection.isAll()) {
            put(node, name, selection.words());
        }
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(node.withArray(name)::add);
        }
    }
}
