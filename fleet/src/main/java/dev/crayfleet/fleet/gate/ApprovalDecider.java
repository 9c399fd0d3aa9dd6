package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides about approving a task for which the fleet file says who approves it. */
final class ApprovalDecider {
    private ApprovalDecider() {}

    /**
     * @param approval with needs
     */
    static Decision decide(Principal principal, Grants grants, Action.Approve approval) {
        Grants holders = grants.with(Set.of(Right.APPROVE));
        Set<String> roles = holders.roleNames();
        List<ApprovalNeed> byRole =
                approval.needs().stream()
                        .filter(each -> each.by().stream().anyMatch(roles::contains))
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
            String allowed =
                    approval.needs().stream()
                            .flatMap(each -> each.by().stream())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
            return new Refused(
                    "this task is approved by who has one of these roles: " + allowed, rule);
        }
        return given.isEmpty()
                ? new Refused(
                        "this task is approved by somebody else than the one who asked for it",
                        rule)
                : new Allowed(
                        Terms.NONE.withApprovals(given),
                        holders.named(given.stream().flatMap(each -> each.by().stream()).toList())
                                .rule());
    }
}
