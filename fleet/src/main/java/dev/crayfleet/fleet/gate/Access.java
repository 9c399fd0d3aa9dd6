package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Selection;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may by a fleet file, as the gate answers when it is asked about every agent and
 * model that the file names, and one of each that it does not. So it cannot say anything else than
 * what is decided. Names of models are taken for what they say: what they mean to a runner differs
 * from one to the next, and what may be run somewhere without an approval has to be told.
 *
 * @param roles names of the roles that somebody has
 * @param rights where each right holds that somebody has, also by another right that has it in it
 * @param submissions how tasks are run that somebody may submit, by their agents; {@link #OTHERS}
 *     are all agents that the file does not name
 */
public record Access(
        Set<String> roles,
        Map<Right, Selection> rights,
        SortedMap<String, Submission> submissions) {
    /** Stands for every agent that is not named. */
    public static final String OTHERS = Selection.WILDCARD;

    /** What no token is called, so that no member of a role is meant. */
    private static final String NAMELESS = "";

    /**
     * How tasks of an agent are run.
     *
     * @param mode the most that the agent may do, with one of the models
     * @param models with which it may be
     * @param caps the most generous
     * @param waits whether all of them wait for an approval
     */
    public record Submission(AgentMode mode, Selection models, Caps caps, boolean waits) {}

    public Access {
        roles = Set.copyOf(roles);
        rights = Collections.unmodifiableMap(new EnumMap<>(rights));
        submissions = Collections.unmodifiableSortedMap(new TreeMap<>(submissions));
    }

    /** Of who has one role, and no other. */
    public static Access ofRole(Fleet fleet, String role) {
        return ofRoles(fleet, Set.of(role));
    }

    /** Of who has these roles. */
    public static Access ofRoles(Fleet fleet, Set<String> roles) {
        return of(fleet, holder(roles));
    }

    /** Somebody who has these roles, and is nobody whom the file names. */
    public static Principal holder(Set<String> roles) {
        return new Principal.Token(NAMELESS, roles);
    }

    /** Of somebody who is no agent. Takes a decision for each agent with each model. */
    public static Access of(Fleet fleet, Principal principal) {
        NamedThings named = NamedThings.in(fleet);
        EnumMap<Right, Selection> rights = new EnumMap<>(Right.class);
        for (Right right : Right.values()) {
            List<String> agents = new ArrayList<>();
            for (Pool agent : named.agents()) {
                if (decide(fleet, principal, Questions.of(right, agent, principal))
                        instanceof Allowed) {
                    agents.add(named.wordFor(agent));
                }
            }
            if (!agents.isEmpty()) {
                rights.put(right, Selection.of(agents));
            }
        }
        TreeMap<String, Submission> submissions = new TreeMap<>();
        for (Pool agent : named.agents()) {
            submission(fleet, principal, agent, named)
                    .ifPresent(each -> submissions.put(named.wordFor(agent), each));
        }
        return new Access(Grants.of(fleet, principal).roleNames(), rights, submissions);
    }

    private static Optional<Submission> submission(
            Fleet fleet, Principal principal, Pool agent, NamedThings named) {
        @Nullable Terms first = terms(fleet, principal, agent, null);
        if (first == null) {
            return Optional.empty();
        }
        AgentMode mode = first.mode();
        Caps caps = first.caps();
        boolean waits = !first.approvals().isEmpty();
        List<String> models = new ArrayList<>();
        for (String model : named.models()) {
            @Nullable Terms terms = terms(fleet, principal, agent, model);
            if (terms != null) {
                models.add(named.wordFor(model));
                mode = mode.moreGenerous(terms.mode());
                caps = caps.moreGenerous(terms.caps());
                waits &= !terms.approvals().isEmpty();
            }
        }
        return Optional.of(new Submission(mode, Selection.of(models), caps, waits));
    }

    /** Null where it is refused. */
    private static @Nullable Terms terms(
            Fleet fleet, Principal principal, Pool agent, @Nullable String model) {
        Action submit =
                new Action.Submit(
                        Questions.request(agent, new TaskOptions(model, null, null, null, null)));
        return decide(fleet, principal, submit) instanceof Allowed(Terms terms, Rule rule)
                ? terms
                : null;
    }

    private static Decision decide(Fleet fleet, Principal principal, Action action) {
        return Gate.decide(fleet, principal, action, any -> Usage.NONE, ModelNames.LITERAL);
    }

    /** Whether a right holds for an agent, also for one that is not named. */
    public boolean may(Right right, String agent) {
        Selection agents = rights.get(right);
        return agents != null && agents.includes(agent);
    }

    /** How a task of an agent is run; empty if none may be submitted. */
    public Optional<Submission> submissionFor(String agent) {
        return Optional.ofNullable(submissions.getOrDefault(agent, submissions.get(OTHERS)));
    }

    public boolean isNothing() {
        return rights.isEmpty();
    }
}
