package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides about approving a task for which the fleet file says who approves it. That may have been
 * an older one: where the file has none of those roles any more, whoever may approve tasks of the
 * agent stands in for them, or the task would wait for nobody.
 */
final class ApprovalDecider {
    private ApprovalDecider() {}

    /** Whose roles approve one of these, whatever agents the roles are for. */
    static Grants approvers(Grants grants, List<ApprovalNeed> needs) {
        return grants.with(Set.of(Right.APPROVE))
                .named(needs.stream().flatMap(each -> each.by().stream()).toList());
    }

    /**
     * @param approval with needs
     */
    static Decision decide(
            Fleet fleet, Principal principal, Grants grants, Action.Approve approval) {
        Grants holders = grants.with(Set.of(Right.APPROVE));
        Grants ofAgent = holders.onAgent(approval.task().agent().value());
        List<ApprovalNeed> byRole =
                approval.needs().stream()
                        .filter(each ->
                                isOrphan(fleet, each)
                                        ? !ofAgent.isEmpty()
                                        : !holders.named(each.by()).isEmpty())
                        .toList();
        List<ApprovalNeed> given =
                byRole.stream()
                        .filter(each ->
                                !each.notByRequester()
                                        || !Ownership.isSame(principal, approval.task().owner()))
                        .toList();
        // What demands it may be in an older version of the file.
        Rule rule =
                approval.needs().stream().map(ApprovalNeed::rule).reduce(Rule::and).orElseThrow();
        if (byRole.isEmpty()) {
            return new Refused(
                    "this task is approved by who has one of these roles: "
                            + approvingRoles(fleet, approval),
                    rule);
        }
        if (given.isEmpty()) {
            return new Refused(
                    "this task is approved by somebody else than the one who asked for it", rule);
        }
        Grants named = holders.named(given.stream().flatMap(each -> each.by().stream()).toList());
        return new Allowed(
                Terms.NONE.withApprovals(given), (named.isEmpty() ? ofAgent : named).rule());
    }

    /** Whether the present file has none of the roles that give it. */
    private static boolean isOrphan(Fleet fleet, ApprovalNeed need) {
        return need.by().stream()
                .map(fleet.roles()::get)
                .noneMatch(role -> role != null && role.may().contains(Right.APPROVE));
    }

    private static String approvingRoles(Fleet fleet, Action.Approve approval) {
        String roles =
                fleet.roles().values().stream()
                        .filter(role -> role.may().contains(Right.APPROVE))
                        .filter(role -> mayGiveAny(fleet, role, approval))
                        .map(Role::name)
                        .collect(Collectors.joining(", "));
        return roles.isEmpty() ? "none that there is; cancel it, or apply another file" : roles;
    }

    private static boolean mayGiveAny(Fleet fleet, Role role, Action.Approve approval) {
        return approval.needs().stream()
                .anyMatch(each ->
                        each.by().contains(role.name())
                                || isOrphan(fleet, each)
                                        && role.agents().includes(approval.task().agent().value()));
    }
}
