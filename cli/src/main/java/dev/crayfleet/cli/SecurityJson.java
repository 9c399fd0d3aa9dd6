package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.security.Door;
import dev.crayfleet.cli.security.NotChecked;
import dev.crayfleet.cli.security.Report;
import dev.crayfleet.cli.security.WhoMayWhat;

/** An audit for programs. */
final class SecurityJson {
    private SecurityJson() {}

    static ObjectNode of(Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        report.whoMayWhat().ifPresent(each -> root.set("whoMayWhat", of(each)));
        ArrayNode doors = root.putArray("doors");
        for (Door each : report.doors()) {
            doors.addObject()
                    .put("door", each.kind().word())
                    .put("severity", each.severity().word())
                    .put("meaning", each.meaning())
                    .put("cure", each.cure());
        }
        ArrayNode notChecked = root.putArray("notChecked");
        for (NotChecked each : report.notChecked()) {
            notChecked.addObject().put("what", each.what()).put("why", each.why());
        }
        return root;
    }

    private static ObjectNode of(WhoMayWhat who) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("source", who.source());
        if (!who.everybody().isEmpty()) {
            return node.put("everybody", who.everybody());
        }
        ArrayNode roles = node.putArray("roles");
        for (WhoMayWhat.OfRole each : who.roles()) {
            ObjectNode role = roles.addObject().put("role", each.role());
            each.members().forEach(role.putArray("members")::add);
            each.tokens().forEach(role.putArray("tokens")::add);
            role.put("may", each.may());
        }
        ArrayNode strangers = node.putArray("strangers");
        for (WhoMayWhat.OfStranger each : who.strangers()) {
            ObjectNode stranger = strangers.addObject().put("who", each.who());
            each.roles().forEach(stranger.putArray("roles")::add);
            stranger.put("may", each.may());
        }
        who.approvals().forEach(node.putArray("approvals")::add);
        return node;
    }
}
