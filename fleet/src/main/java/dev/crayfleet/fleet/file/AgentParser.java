package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Selection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what is below {@code agents}. */
final class AgentParser {
    static final int MAX_SLOTS = 64;

    static final List<String> KEYS =
            List.of(
                    "about",
                    "model",
                    "thinking",
                    "mode",
                    "capabilities",
                    "may-delegate-to",
                    "slots",
                    "identity",
                    "results",
                    "memory",
                    "home");

    private static final List<String> THINKING =
            Arrays.stream(Thinking.values()).map(Thinking::word).toList();

    private static final List<String> MODES =
            Arrays.stream(AgentMode.values()).map(AgentMode::word).toList();

    private static final List<String> MEMORIES =
            Arrays.stream(Agent.Memory.values()).map(AgentParser::word).toList();

    private AgentParser() {}

    /**
     * An agent of which nothing is said but its name is one, too.
     *
     * @param name in lower case
     */
    static @Nullable Agent read(String name, Place place) {
        if (place.isNothing()) {
            place =
                    new Place(
                            new Tree.Fields(place.tree().at(), List.of()),
                            place.path(),
                            place.problems());
        }
        Section section = Section.of(place, KEYS);
        if (section == null) {
            return null;
        }
        return new Agent(
                name,
                section.read(
                        "about",
                        each ->
                                each.parsed(
                                        text -> Notations.line(text, Notations.MAX_TEXT_CHARS))),
                section.read("model", each -> each.parsed(Notations::model)),
                section.read("thinking", AgentParser::thinking),
                section.read("mode", AgentParser::mode, AgentMode.FULL),
                section.read(
                        "capabilities",
                        each -> each.parsedItems(item -> item.parsed(Notations::name)),
                        List.of()),
                section.read("may-delegate-to", AgentParser::delegates, Selection.NONE),
                section.read("slots", each -> each.wholeNumber(1, MAX_SLOTS)),
                section.read("identity", AgentParser::identity),
                section.read("results", each -> each.parsed(Notations::discordId)),
                section.read("memory", AgentParser::memory, Agent.Memory.FRESH),
                section.read("home", each -> each.parsed(Notations::home)));
    }

    static @Nullable AgentMode mode(Place place) {
        String word = place.word("mode", MODES);
        return word == null ? null : AgentMode.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Names of agents, or all. */
    static @Nullable Selection names(Place place) {
        return selection(place, AgentParser::name);
    }

    static @Nullable Selection models(Place place) {
        return selection(place, Notations::model);
    }

    static String name(String text) {
        return Notations.name(text).toLowerCase(Locale.ROOT);
    }

    /** Some names; an empty list is refused, because it may be meant either way. */
    static @Nullable Selection selection(Place place, UnaryOperator<String> notation) {
        List<String> names =
                place.someItems(
                        item -> item.parsed(text -> star(text, notation)),
                        "the list is empty; leave it out, or name something");
        return names.isEmpty() ? null : Selection.of(names);
    }

    static String word(Agent.Memory memory) {
        return memory.name().toLowerCase(Locale.ROOT);
    }

    private static String star(String text, UnaryOperator<String> notation) {
        return text.equals(Selection.WILDCARD) ? text : notation.apply(text);
    }

    private static Selection delegates(Place place) {
        return Selection.of(
                place.parsedItems(item -> item.parsed(text -> star(text, AgentParser::name))));
    }

    private static @Nullable Thinking thinking(Place place) {
        String word = place.word("thinking level", THINKING);
        return word == null ? null : Thinking.of(word);
    }

    private static Agent.@Nullable Memory memory(Place place) {
        String word = place.word("kind of memory", MEMORIES);
        return word == null ? null : Agent.Memory.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Agent.@Nullable Identity identity(Place place) {
        Section section = Section.of(place, List.of("name", "avatar"));
        return section == null
                ? null
                : new Agent.Identity(
                        section.read("name", each -> each.parsed(Notations::identity)),
                        section.read("avatar", each -> each.parsed(Notations::address)));
    }
}
