package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is below {@code roles}. */
final class RoleParser {
    static final List<String> KEYS =
            List.of("members", "may", "agents", "models", "mode", "limits");

    static final List<String> LIMITS =
            List.of(
                    "timeout",
                    "retries",
                    "priority",
                    "prompt",
                    "files",
                    "tasks-per-minute",
                    "open-tasks");

    static final int MAX_TASKS_PER_MINUTE = 600;
    static final int MAX_OPEN_TASKS = 10_000;

    private static final List<String> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::word).toList();

    private static final List<String> RIGHTS = rights();

    private RoleParser() {}

    private static List<String> rights() {
        List<String> words = new ArrayList<>(Right.words());
        words.add(Right.ALL);
        return List.copyOf(words);
    }

    static @Nullable Role read(String name, Place place) {
        Section section = Section.of(place, KEYS);
        if (section == null) {
            return null;
        }
        return new Role(
                name,
                section.read(
                        "members",
                        each -> each.parsedItems(item -> item.parsed(MemberNotation::read)),
                        List.of()),
                may(section),
                section.read("agents", AgentParser::names, Selection.ALL),
                section.read("models", AgentParser::models, Selection.ALL),
                section.read("mode", AgentParser::mode, AgentMode.FULL),
                section.read("limits", RoleParser::caps, Caps.NONE));
    }

    private static Set<Right> may(Section section) {
        List<String> words =
                section.require(
                        "may",
                        each ->
                                each.someItems(
                                        item -> item.word("right", RIGHTS),
                                        "the list is empty; name what the role may"),
                        "it says what the role may, as in: may: [submit, cancel-own]");
        EnumSet<Right> rights = EnumSet.noneOf(Right.class);
        for (String word : words == null ? List.<String>of() : words) {
            if (word.equals(Right.ALL)) {
                return EnumSet.allOf(Right.class);
            }
            rights.add(Right.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return rights;
    }

    private static @Nullable Caps caps(Place place) {
        Section section = Section.of(place, LIMITS);
        return section == null
                ? null
                : new Caps(
                        section.read("timeout", each -> each.parsed(Amounts::timeout)),
                        section.read("retries", each -> each.wholeNumber(0, Limits.MAX_RETRIES)),
                        section.read("priority", RoleParser::priority),
                        section.read("prompt", each -> size(each, Limits.FILE_BYTES)),
                        section.read("files", each -> size(each, Limits.TASK_FILES_BYTES)),
                        section.read(
                                "tasks-per-minute",
                                each -> each.wholeNumber(1, MAX_TASKS_PER_MINUTE)),
                        section.read("open-tasks", each -> each.wholeNumber(1, MAX_OPEN_TASKS)));
    }

    private static @Nullable Priority priority(Place place) {
        String word = place.word("priority", PRIORITIES);
        return word == null ? null : Priority.of(word);
    }

    private static @Nullable Long size(Place place, long max) {
        return place.parsed(text -> Amounts.size(text, max));
    }
}
