package dev.crayfleet.fleet;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What some people may do. What is written in another order is the same role.
 *
 * @param name unique in the file
 * @param members none of them where it is given to tokens only
 * @param may the rights, in their order
 * @param agents whose tasks they may submit, cancel, replay, approve and so on
 * @param models that tasks may name; the first is taken where a task names none
 * @param mode the most that agents may do for them
 */
public record Role(
        String name,
        List<Member> members,
        Set<Right> may,
        Selection agents,
        Selection models,
        AgentMode mode,
        Caps caps) {
    public Role {
        members = members.stream().distinct().sorted(Comparator.comparing(Member::word)).toList();
        agents = agents.sorted();
        EnumSet<Right> rights = EnumSet.noneOf(Right.class);
        rights.addAll(may);
        may = Collections.unmodifiableSet(rights);
    }
}
