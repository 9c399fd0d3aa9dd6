package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * Which approvals a task has to wait for.
 *
 * @param names what names of models mean
 */
record ApprovalNeeds(Fleet fleet, ModelNames names) {
    /**
     * Those of a task that somebody asks for by these roles.
     *
     * @param notes where it is added which of them are asked for only because nobody knows what the
     *     model is
     */
    List<ApprovalNeed> of(Grants holders, Pool agent, String model, List<String> notes) {
        List<ApprovalNeed> needs = new ArrayList<>();
        for (int i = 0; i < fleet.approvals().size(); i++) {
            Approval each = fleet.approvals().get(i);
            if (each.agents().includes(agent.value())
                    && mayInclude(each.models(), agent, model)
                    && (each.roles().isAll()
                            || each.roles().names().containsAll(holders.roleNames())
                                    && !holders.roleNames().isEmpty())) {
                needs.add(
                        new ApprovalNeed(
                                each.by(),
                                each.notByRequester(),
                                each.expires(),
                                Rule.of(fleet.version(), "approvals[%d]".formatted(i))));
                if (!includes(each.models(), agent, model)) {
                    notes.add(
                            "approvals[%d] is asked for because no runner has said for certain that %s is none of its models"
                                    .formatted(i, model));
                }
            }
        }
        return needs;
    }

    /** A need must not be escaped by another name of the same model. */
    private boolean mayInclude(Selection models, Pool agent, String model) {
        return models.isAll()
                || models.names().stream().anyMatch(each -> names.maySame(agent, each, model));
    }

    private boolean includes(Selection models, Pool agent, String model) {
        return models.isAll()
                || models.names().stream().anyMatch(each -> names.areSame(agent, each, model));
    }
}
