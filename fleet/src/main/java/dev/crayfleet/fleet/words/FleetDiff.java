package dev.crayfleet.fleet.words;

import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What changes for whom if one fleet file takes the place of another, a sentence each. */
public final class FleetDiff {
    private final List<String> lines = new ArrayList<>();

    private FleetDiff() {}

    /** Nothing if both mean the same. */
    public static List<String> between(Fleet before, Fleet after) {
        FleetDiff diff = new FleetDiff();
        diff.openness(before, after);
        diff.each(before.roles(), after.roles(), diff::roleIsNew, diff::roleIsGone, diff::role);
        diff.approvals(before, after);
        diff.each(
                before.agents(), after.agents(), diff::agentIsNew, diff::agentIsGone, diff::agent);
        return List.copyOf(diff.lines);
    }

    private void openness(Fleet before, Fleet after) {
        if (before.isOpen() && !after.isOpen()) {
            lines.add("everybody might everything; now only who has a role may what it says");
        } else if (!before.isOpen() && after.isOpen()) {
            lines.add("only who had a role might what it said; now everybody may everything");
        }
    }

    private interface Change<T> {
        void add(T before, T after);
    }

    private interface Single<T> {
        void add(T value);
    }

    private <T> void each(
            SortedMap<String, T> before,
            SortedMap<String, T> after,
            Single<T> isNew,
            Single<T> isGone,
            Change<T> change) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            T old = before.get(name);
            T now = after.get(name);
            if (old == null && now != null) {
                isNew.add(now);
            } else if (old != null && now == null) {
                isGone.add(old);
            } else if (old != null && now != null && !old.equals(now)) {
                change.add(old, now);
            }
        }
    }

    private void roleIsNew(Role role) {
        lines.add("role %s is new:".formatted(role.name()));
        lines.addAll(FleetSentences.of(role));
    }

    private void roleIsGone(Role role) {
        lines.add(
                "role %s is gone; what it allowed is not allowed by it any more to: %s"
                        .formatted(role.name(), FleetSentences.members(role)));
    }

    private void role(Role before, Role after) {
        String who = "role " + after.name();
        sentence(
                who, "is now also for", added(before.members(), after.members(), Member::sentence));
        sentence(
                who,
                "is no longer for",
                added(after.members(), before.members(), Member::sentence));
        sentence(who, "may now also", added(before.may(), after.may(), Right::sentence));
        sentence(who, "may no longer", added(after.may(), before.may(), Right::sentence));
        aspects(who, Aspects.of(before), Aspects.of(after));
    }

    private static <T> String added(
            Collection<T> before, Collection<T> after, Function<T, String> word) {
        return after.stream()
                .filter(each -> !before.contains(each))
                .map(word)
                .collect(Collectors.joining(", "));
    }

    private void sentence(String who, String verb, String what) {
        if (!what.isEmpty()) {
            lines.add("%s %s %s".formatted(who, verb, what));
        }
    }

    private void aspects(String who, Map<String, String> before, Map<String, String> after) {
        after.forEach((aspect, now) -> {
            String old = before.getOrDefault(aspect, "");
            if (!old.equals(now)) {
                lines.add("%s: %s: %s, was %s".formatted(who, aspect, now, old));
            }
        });
    }

    private void approvals(Fleet before, Fleet after) {
        for (Approval each : before.approvals()) {
            if (!after.approvals().contains(each)) {
                lines.add("no longer: " + Aspects.sentence(each));
            }
        }
        for (Approval each : after.approvals()) {
            if (!before.approvals().contains(each)) {
                lines.add("new: " + Aspects.sentence(each));
            }
        }
    }

    private void agentIsNew(Agent agent) {
        lines.add("agent %s is new".formatted(agent.name()));
    }

    private void agentIsGone(Agent agent) {
        lines.add("agent %s is gone".formatted(agent.name()));
    }

    private void agent(Agent before, Agent after) {
        aspects("agent " + after.name(), Aspects.of(before), Aspects.of(after));
    }
}
