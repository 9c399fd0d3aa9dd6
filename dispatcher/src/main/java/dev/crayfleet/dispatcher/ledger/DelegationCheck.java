package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import dev.crayfleet.fleet.gate.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the agent of a current attempt may delegate something, to whom, and on which terms: never
 * on wider ones than its own.
 *
 * @param parent whose agent asks
 */
record DelegationCheck(Ledger ledger, TaskEntry parent, DelegationRequested request, Instant now) {
    private static final Pattern SNOWFLAKE = Pattern.compile("\\d{1,20}");

    /** What comes of it. */
    sealed interface Outcome {
        /**
         * @param task for the lane of its agent
         * @param child the same, as its parent's lane keeps it
         * @param rule of the fleet file
         */
        record Accepted(TaskSubmitted task, Child child, String rule) implements Outcome {}

        /** It was asked before, and is answered again. */
        record Known(Child child) implements Outcome {}

        /**
         * @param reason for the agent, a sentence
         * @param rule of the fleet file; empty where the limit is not from there
         */
        record Refused(DelegationRefusal kind, String reason, String rule) implements Outcome {}
    }

    Outcome outcome() {
        Optional<Child> known = parent.child(request.attempt().number(), request.number());
        if (known.isPresent()) {
            return isSame(known.get())
                    ? new Outcome.Known(known.get())
                    : refused(
                            DelegationRefusal.NUMBER,
                            "number %d was used for something else that was delegated"
                                    .formatted(request.number()));
        }
        Optional<Outcome.Refused> objection = ofParent().or(this::ofRequest);
        if (objection.isPresent()) {
            return objection.get();
        }
        DelegationTargets targets = targets();
        Pool named = request.agent();
        if (named == null) {
            return byCapability(targets, Objects.requireNonNull(request.needs()));
        }
        return targets.objection(named).<Outcome>map(each -> each).orElseGet(() -> to(named));
    }

    private boolean isSame(Child known) {
        return (request.agent() == null || request.agent().equals(known.agent()))
                && request.detached() == known.detached()
                && fingerprint(known.agent()).equals(known.fingerprint());
    }

    private String fingerprint(Pool agent) {
        return TaskFingerprint.of(agent, request.prompt(), request.options(), request.files());
    }

    private DelegationTargets targets() {
        Agent self = ledger.fleet().agent(parent.pool().value()).orElseThrow();
        return new DelegationTargets(ledger, self, line(), now);
    }

    /** The agents that work for each other, with the one that asks. */
    private List<Pool> line() {
        List<Pool> line =
                new ArrayList<>(
                        parent.submitted().delegation().map(Origin.Agent::line).orElse(List.of()));
        line.add(parent.pool());
        return line;
    }

    /** What is wrong whatever is asked. */
    private Optional<Outcome.Refused> ofParent() {
        if (parent.cancel() != null) {
            return objection(DelegationRefusal.ENDED, "this task is being stopped");
        }
        if (ledger.fleet().version().equals(FleetVersion.NONE)) {
            return objection(
                    DelegationRefusal.NO_FLEET_FILE,
                    "no agent may delegate anything, because this fleet has no fleet file; one can say who may (may-delegate-to)");
        }
        Optional<Agent> self = ledger.fleet().agent(parent.pool().value());
        if (self.isEmpty()) {
            return objection(
                    DelegationRefusal.NO_FLEET_FILE,
                    "%s may not delegate anything, because the fleet file does not name it"
                            .formatted(parent.pool()));
        }
        if (self.get().mayDelegateTo().isNothing()) {
            return objection(
                    DelegationRefusal.AGENT,
                    "%s may delegate to nobody: the fleet file gives it no may-delegate-to"
                            .formatted(parent.pool()));
        }
        if (line().size() > Limits.DELEGATION_DEPTH) {
            return objection(
                    DelegationRefusal.DEPTH,
                    "%d agents work for each other already, which is all that is allowed: %s. Do it yourself, or say in your answer what is left to do"
                            .formatted(
                                    line().size(),
                                    line().stream()
                                            .map(Pool::value)
                                            .collect(Collectors.joining(" → "))));
        }
        return parent.children().size() < Limits.CHILDREN
                ? Optional.empty()
                : objection(
                        DelegationRefusal.CHILDREN,
                        "this task has delegated %d times, which is all that is allowed; do the rest yourself, or say in your answer what is left to do"
                                .formatted(Limits.CHILDREN));
    }

    private Optional<Outcome.Refused> ofRequest() {
        if (request.number() < 1 || request.number() > Origin.Agent.MAX_NUMBER) {
            return objection(
                    DelegationRefusal.NUMBER,
                    "%d is no number of a delegation; 1 to %d are"
                            .formatted(request.number(), Origin.Agent.MAX_NUMBER));
        }
        if ((request.agent() == null) == (request.needs() == null)) {
            return objection(
                    DelegationRefusal.AGENT,
                    "say either which agent is to do it, or which capability it is to have; "
                            + targets().mayAsk());
        }
        if (request.channelId() != null && !SNOWFLAKE.matcher(request.channelId()).matches()) {
            return objection(
                    DelegationRefusal.CHANNEL,
                    "\"%s\" is no id of a Discord channel, which has up to 20 digits"
                            .formatted(Texts.oneLine(Limits.cut(request.channelId(), 40))));
        }
        FileRef file = request.prompt().file();
        if (file != null && file.size() > Limits.INSTRUCTION_BYTES) {
            return objection(
                    DelegationRefusal.INSTRUCTION,
                    "the instruction has %,d bytes; %,d are allowed. Send the rest as a file"
                            .formatted(file.size(), Limits.INSTRUCTION_BYTES));
        }
        return left().filter(each -> each.compareTo(Limits.MIN_TIMEOUT) < 0)
                .flatMap(each ->
                        objection(
                                DelegationRefusal.TIME,
                                "this attempt has no time left in which anything could be done"));
    }

    /** Until the attempt has to end; empty where that is not known, or makes no difference. */
    private Optional<Duration> left() {
        Duration timeout = parent.options().timeout();
        return timeout == null
                        || request.detached()
                        || !(parent.state() instanceof TaskState.Held held)
                ? Optional.empty()
                : Optional.of(timeout.minus(Duration.between(held.since(), now)))
                        .map(left -> Duration.ofSeconds(left.toSeconds()));
    }

    private Outcome byCapability(DelegationTargets targets, String needs) {
        Outcome.@Nullable Refused first = null;
        for (Pool each :
                targets.withCapability(
                        needs, parent.id().child(request.attempt().number(), request.number()))) {
            Outcome outcome = to(each);
            if (!(outcome instanceof Outcome.Refused no)) {
                return outcome;
            }
            first = first == null ? no : first;
        }
        return first == null
                ? refused(
                        DelegationRefusal.AGENT,
                        "no agent has the capability %s that may be asked; %s"
                                .formatted(
                                        Texts.oneLine(Limits.cut(needs, Pool.MAX_CHARS)),
                                        targets.mayAsk()))
                : first;
    }

    /** Asks the gate. */
    private Outcome to(Pool agent) {
        TaskSubmitted asked;
        try {
            asked = task(agent, options(), parentMode(), parentCaps());
        } catch (IllegalArgumentException unreadable) {
            return refused(DelegationRefusal.INSTRUCTION, String.valueOf(unreadable.getMessage()));
        }
        TaskOptions defaults = new TaskOptions(null, null, left().orElse(null), null, null);
        return switch (new AccessCheck(ledger, now).delegation(asked, defaults)) {
            case AccessCheck.Answer.No(Refused no) ->
                    new Outcome.Refused(
                            DelegationRefusal.TERMS,
                            "%s; %s".formatted(no.reason(), targets().mayAsk()),
                            no.rule().toString());
            case AccessCheck.Answer.Yes(Allowed how) -> accepted(agent, asked, how);
        };
    }

    private Outcome accepted(Pool agent, TaskSubmitted asked, @Nullable Allowed how) {
        Terms terms = Objects.requireNonNull(how, "there is a fleet file").terms();
        TaskOptions options = asked.options();
        TaskSubmitted task =
                task(
                        agent,
                        // What was not asked for, the lane of the agent decides.
                        new TaskOptions(
                                options.model(),
                                options.thinking(),
                                terms.options().timeout(),
                                options.retries(),
                                options.priority()),
                        parentMode().narrower(terms.mode()),
                        parentCaps().narrower(terms.caps()));
        Child child =
                new Child(
                        request.attempt().number(),
                        request.number(),
                        agent,
                        request.detached(),
                        Child.State.OPEN,
                        fingerprint(agent));
        return new Outcome.Accepted(task, child, how.rule().toString());
    }

    /** Those that were asked for, within the time that is left. */
    private TaskOptions options() {
        TaskOptions asked = request.options();
        Optional<Duration> left = left();
        Duration timeout = asked.timeout();
        return timeout == null || left.isEmpty() || timeout.compareTo(left.get()) <= 0
                ? asked
                : new TaskOptions(null, null, left.get(), null, null).orElse(asked);
    }

    private AgentMode parentMode() {
        AgentMode mode = parent.submission().mode();
        return mode == null ? AgentMode.FULL : mode;
    }

    private Caps parentCaps() {
        Allowed how = parent.submission().allowed();
        return how == null ? Caps.NONE : how.terms().caps();
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, or carries
     *     too much
     */
    private TaskSubmitted task(Pool agent, TaskOptions options, AgentMode mode, Caps caps) {
        TaskSubmitted work = parent.submitted();
        Origin root =
                work.origin() instanceof Origin.Agent delegation
                        ? delegation.root()
                        : work.origin();
        Origin.Agent origin =
                new Origin.Agent(
                        request.attempt(),
                        parent.pool(),
                        request.number(),
                        line(),
                        root,
                        mode,
                        caps,
                        request.deliver(),
                        request.channelId(),
                        request.detached());
        FileRef file = request.prompt().file();
        String text = Prompt.of(request.prompt().text()).text();
        return new TaskSubmitted(
                origin.childId(),
                agent,
                new Prompt(text, file == null ? null : file.verified()),
                options,
                request.files().stream().map(FileRef::verified).toList(),
                origin,
                parent.submission().requesterWithRoles(),
                now,
                null,
                work.traceparent());
    }

    private static Optional<Outcome.Refused> objection(DelegationRefusal kind, String reason) {
        return Optional.of(refused(kind, reason));
    }

    private static Outcome.Refused refused(DelegationRefusal kind, String reason) {
        return new Outcome.Refused(kind, reason, "");
    }
}
