package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** Decides about a task that is to be, for who has the right to ask for one. */
final class RequestDecider {
    /** What a task is called that names no model, if nothing else is known of it. */
    static final String DEFAULT_MODEL = RunnerModels.DEFAULT;

    private final Fleet fleet;
    private final Principal principal;
    private final Usage usage;
    private final ApprovalNeeds approvals;

    RequestDecider(Fleet fleet, Principal principal, Usage usage, ModelNames names) {
        this.fleet = fleet;
        this.principal = principal;
        this.usage = usage;
        this.approvals = new ApprovalNeeds(fleet, names);
    }

    /**
     * @param holders what gives the right, at least one
     */
    Decision decide(Grants holders, Action.Request request) {
        Grants scope = holders.onAgent(request.agent().value());
        if (scope.isEmpty()) {
            return Refusals.notOnAgent(holders, request.agent().value());
        }
        String asked = request.asked().model();
        if (asked == null) {
            return withDefaultModel(scope, request);
        }
        Grants forModel = scope.onModel(asked);
        return forModel.isEmpty()
                ? new Refused(
                        "the models %s are allowed by %s, not %s"
                                .formatted(
                                        String.join(", ", scope.models().words()),
                                        scope.label(),
                                        asked),
                        scope.rule(".models"))
                : withModel(forModel, request, asked, null);
    }

    /**
     * The default if it is allowed, or else the first model of a role: the first with which the
     * task is allowed, so that one role more never takes the task of another away.
     */
    private Decision withDefaultModel(Grants scope, Action.Request request) {
        @Nullable String usual = defaults(request).model();
        String shown = usual == null ? DEFAULT_MODEL : usual;
        SequencedSet<String> candidates = new LinkedHashSet<>();
        if (scope.models().includesModel(shown)) {
            candidates.add(shown);
        }
        scope.all().forEach(each -> each.role().models().first().ifPresent(candidates::add));
        Decision first = null;
        for (String model : candidates) {
            boolean isUsual = model.equals(shown);
            Decision decision =
                    withModel(
                            scope.onModel(model),
                            request,
                            isUsual ? usual : model,
                            isUsual
                                    ? null
                                    : "the model is %s, because %s is not among those that are allowed here"
                                            .formatted(model, shown));
            if (decision instanceof Allowed) {
                return decision;
            }
            first = first == null ? decision : first;
        }
        return Objects.requireNonNull(first, "a role allows a model at least");
    }

    /**
     * @param model with which the task is run; null for the agent program's own choice
     * @param note why it is another than the default
     */
    private Decision withModel(
            Grants holders, Action.Request request, @Nullable String model, @Nullable String note) {
        Caps caps = holders.caps();
        AgentMode mode = holders.mode();
        if (principal instanceof Principal.Agent agent) {
            caps = caps.narrower(agent.caps());
        }
        Optional<Refused> excess = new CapCheck(holders, caps).excess(request, mode, usage);
        if (excess.isPresent()) {
            return excess.get();
        }
        List<String> notes = new ArrayList<>();
        if (note != null) {
            notes.add(note);
        }
        TaskOptions all = request.asked().orElse(defaults(request));
        TaskOptions options =
                new TaskOptions(model, null, null, null, null)
                        .orElse(Narrowing.of(all, caps, holders.label(), notes));
        AgentMode agentMode = agentOf(request).map(Agent::mode).orElse(AgentMode.FULL);
        AgentMode asked = request.mode() == null ? AgentMode.FULL : request.mode();
        List<ApprovalNeed> needs =
                approvals.of(
                        holders, request.agent(), model == null ? DEFAULT_MODEL : model, notes);
        return new Allowed(
                new Terms(options, mode.narrower(agentMode).narrower(asked), caps, needs, notes),
                holders.rule());
    }

    /** Those that came with the request, and then those of the agent. */
    private TaskOptions defaults(Action.Request request) {
        return request.defaults()
                .orElse(
                        agentOf(request)
                                .map(agent ->
                                        new TaskOptions(
                                                agent.model(), agent.thinking(), null, null, null))
                                .orElse(TaskOptions.NONE));
    }

    private Optional<Agent> agentOf(Action.Request request) {
        return fleet.agent(request.agent().value());
    }
}
