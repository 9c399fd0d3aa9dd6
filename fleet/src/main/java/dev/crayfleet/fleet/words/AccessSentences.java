package dev.crayfleet.fleet.words;

import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Selection;
import dev.crayfleet.fleet.gate.Access;
import dev.crayfleet.fleet.gate.Access.Submission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What somebody may, in a sentence. */
public final class AccessSentences {
    private AccessSentences() {}

    /** {@code may submit tasks of …; may …}; without a full stop. */
    public static String of(Access access) {
        List<String> parts = new ArrayList<>(submissions(access));
        Map<Selection, List<String>> byAgents = new LinkedHashMap<>();
        access.rights()
                .forEach((right, agents) -> {
                    if (right != Right.SUBMIT && !isCovered(access, right)) {
                        byAgents.computeIfAbsent(agents, none -> new ArrayList<>())
                                .add(right.sentence());
                    }
                });
        byAgents.forEach((agents, rights) ->
                parts.add(
                        String.join(", ", rights)
                                + (agents.isAll()
                                        ? ""
                                        : ", for %s only".formatted(Aspects.names(agents)))));
        return parts.isEmpty() ? "may nothing" : "may " + String.join("; may ", parts);
    }

    /** Whether it goes without saying: who may cancel anybody's tasks may cancel their own. */
    private static boolean isCovered(Access access, Right right) {
        return right.isCoveredBy(
                access.rights().entrySet().stream()
                        .filter(each -> each.getValue().isAll())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    private static List<String> submissions(Access access) {
        Map<Submission, List<String>> alike = new LinkedHashMap<>();
        access.submissions()
                .forEach((agent, how) ->
                        alike.computeIfAbsent(how, none -> new ArrayList<>()).add(agent));
        List<String> sentences = new ArrayList<>();
        List<String> ofOthers = new ArrayList<>();
        alike.forEach((how, agents) ->
                (agents.contains(Access.OTHERS) ? ofOthers : sentences)
                        .add(submission(how, agents(agents, alike.size() == 1))));
        sentences.addAll(ofOthers);
        return sentences;
    }

    private static String submission(Submission how, String agents) {
        StringBuilder sentence = new StringBuilder("submit tasks of ").append(agents);
        sentence.append(" with ");
        sentence.append(how.models().isAll() ? "any model" : Aspects.names(how.models()));
        sentence.append(" in ").append(how.mode().word()).append(" mode");
        Map<String, String> limits = Aspects.limits(how.caps());
        if (!limits.isEmpty()) {
            sentence.append(
                    limits.entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .collect(Collectors.joining(", ", " (", ")")));
        }
        return sentence.append(how.waits() ? ", once they are approved" : "").toString();
    }

    /** Where agents that are not named are meant, all are that are told nowhere else. */
    private static String agents(List<String> names, boolean isOnlyGroup) {
        if (!names.contains(Access.OTHERS)) {
            return String.join(", ", names);
        }
        return isOnlyGroup ? "every agent" : "every other agent";
    }
}
