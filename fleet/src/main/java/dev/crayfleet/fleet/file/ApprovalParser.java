package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is below {@code approvals}. */
final class ApprovalParser {
    static final List<String> KEYS = List.of("when", "by", "not-by-requester", "expires");
    static final List<String> CONDITIONS = List.of("agents", "models", "roles");

    private ApprovalParser() {}

    static @Nullable Approval read(Place place) {
        Section section = Section.of(place, KEYS);
        if (section == null) {
            return null;
        }
        Section when =
                section.require(
                        "when",
                        ApprovalParser::when,
                        "it says which tasks wait, as in: when: {agents: [auditor]}");
        List<String> by =
                section.require(
                        "by",
                        each ->
                                each.someItems(
                                        item -> item.parsed(Notations::name),
                                        "the list is empty; name a role"),
                        "it names the role that approves");
        Boolean notByRequester = section.read("not-by-requester", Place::truth, false);
        var expires = section.read("expires", each -> each.parsed(Amounts::wait));
        if (when == null || by == null) {
            return null;
        }
        return new Approval(
                when.read("agents", AgentParser::names, Selection.ALL),
                when.read("models", AgentParser::models, Selection.ALL),
                when.read(
                        "roles",
                        each -> AgentParser.selection(each, Notations::name),
                        Selection.ALL),
                by,
                notByRequester,
                expires);
    }

    private static @Nullable Section when(Place place) {
        Section section = Section.of(place, CONDITIONS);
        if (section != null && CONDITIONS.stream().noneMatch(section::has)) {
            place.refuse("no condition is named; for all tasks write: when: {agents: \"*\"}");
        }
        return section;
    }
}
