package dev.crayfleet.fleet.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.AgentMode;
import dev.crayfleet.fleet.Caps;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds whatever the fleet file says, whoever asks, and whatever they ask for. */
class GatePropertiesTest {
    private static final int CASES = 8_000;
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    /** One question, which follows from its seed. */
    private static final class Question {
        private final RandomFleets random;
        final Fleet fleet;
        final Principal principal;
        final Action action;
        final Usage.Lookup usage;

        Question(long seed) {
            random = new RandomFleets(seed);
            fleet = random.governed();
            principal = principal(2);
            action = action();
            Usage recent =
                    new Usage(
                            random.one(
                                    List.of(
                                            List.of(),
                                            List.of(NOW.minusSeconds(3), NOW.minusSeconds(30)))),
                            NOW,
                            random.random().nextInt(4));
            usage = any -> recent;
        }

        Decision decide() {
            return Gate.decide(fleet, principal, action, usage);
        }

        private Principal principal(int depth) {
            String id = random.one(RandomFleets.IDS);
            return switch (random.random().nextInt(depth > 0 ? 7 : 6)) {
                case 0 -> new Principal.DiscordUser(id, Set.of());
                case 1 ->
                        new Principal.DiscordUser(
                                id, Set.copyOf(List.of(random.one(RandomFleets.IDS))));
                case 2 ->
                        new Principal.Token(
                                "t" + id,
                                random.random().nextBoolean()
                                        ? Set.of()
                                        : Set.of(random.one(RandomFleets.ROLES)));
                case 3 -> new Principal.KafkaKey("k" + id);
                case 4 -> new Principal.UnknownKafka();
                case 5 -> new Principal.Local();
                default ->
                        new Principal.Agent(
                                random.one(RandomFleets.AGENTS),
                                principal(depth - 1),
                                random.random().nextBoolean() ? Caps.NONE : random.caps());
            };
        }

        private Action action() {
            Pool agent = new Pool(random.one(RandomFleets.AGENTS));
            Action.Task task =
                    new Action.Task(
                            agent, random.random().nextBoolean() ? principal : principal(1));
            return switch (random.random().nextInt(14)) {
                case 0 -> new Action.View(task);
                case 1 -> new Action.Cancel(task);
                case 2 -> new Action.Pause(agent);
                case 3 -> new Action.Stop();
                case 4 -> new Action.Resume();
                case 5 -> new Action.Drain();
                case 6 -> new Action.ChangeDeadLetters();
                case 7 -> new Action.Purge();
                case 8 -> new Action.Replay(task, request(agent));
                case 9 ->
                        new Action.Approve(
                                task,
                                Gate.decide(
                                                        fleet,
                                                        task.owner(),
                                                        new Action.Submit(request(agent)),
                                                        any -> Usage.NONE)
                                                instanceof Allowed yes
                                        ? yes.terms().approvals()
                                        : List.of());
                default -> new Action.Submit(request(agent));
            };
        }

        private Action.Request request(Pool agent) {
            return new Action.Request(
                    agent,
                    options(),
                    options(),
                    random.maybe(() -> random.one(List.of(AgentMode.values()))),
                    random.random().nextInt(5_000),
                    random.random().nextInt(5_000));
        }

        private TaskOptions options() {
            return new TaskOptions(
                    random.maybe(() -> random.one(RandomFleets.MODELS)),
                    random.maybe(() -> random.one(List.of(Thinking.values()))),
                    random.maybe(() -> Duration.ofSeconds(1 + random.random().nextInt(7_200))),
                    random.maybe(() -> random.random().nextInt(11)),
                    random.maybe(() -> random.one(List.of(Priority.values()))));
        }

        /** With one role more for the asker, or empty where the asker cannot be given one. */
        Optional<Fleet> withOneRoleMore() {
            Member asker =
                    switch (principal) {
                        case Principal.DiscordUser user -> new Member.DiscordUser(user.userId());
                        case Principal.Token token -> new Member.Token(token.name());
                        case Principal.KafkaKey key -> new Member.KafkaKey(key.keyId());
                        case Principal.UnknownKafka any -> new Member.UnknownKafka();
                        case Principal.Local local -> new Member.Local();
                        case Principal.Agent agent -> new Member.Agent(agent.name());
                    };
            Role drawn = random.role(random.one(List.of("0", "bb", "z")));
            List<Role> roles = new ArrayList<>(fleet.roles().values());
            roles.add(
                    new Role(
                            drawn.name(),
                            List.of(asker),
                            drawn.may(),
                            drawn.agents(),
                            drawn.models(),
                            drawn.mode(),
                            drawn.caps()));
            return principal instanceof Principal.Agent
                    ? Optional.empty()
                    : Optional.of(
                            Fleet.of(
                                    fleet.version(),
                                    fleet.agents().values(),
                                    roles,
                                    fleet.approvals()));
        }

        Optional<Action.Request> requested() {
            return switch (action) {
                case Action.Submit(Action.Request request) -> Optional.of(request);
                case Action.Replay(Action.Task task, Action.Request request) ->
                        Optional.of(request);
                default -> Optional.empty();
            };
        }
    }

    private interface Check {
        void of(Question question, Decision decision);
    }

    private static void forAll(Check check) {
        for (int seed = 0; seed < CASES; seed++) {
            Question question = new Question(seed);
            try {
                check.of(question, question.decide());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed %d: %s: %s".formatted(seed, question.principal, question.action), e);
            }
        }
    }

    @Test
    void everyQuestionHasTheSameAnswerWithItsReason() {
        Set<Class<?>> allowed = new HashSet<>();
        Set<Class<?>> refused = new HashSet<>();
        forAll((question, decision) -> {
            assertThat(question.decide()).isEqualTo(decision);
            assertThat(decision.rule().version()).isEqualTo(question.fleet.version());
            switch (decision) {
                case Allowed yes -> {
                    allowed.add(question.action.getClass());
                    assertThat(yes.rule().paths()).isNotEmpty();
                }
                case Refused no -> {
                    refused.add(question.action.getClass());
                    assertThat(no.reason()).isNotBlank().doesNotContain("PT", "dev.crayfleet", "[");
                }
            }
        });
        Class<?>[] all = Action.class.getPermittedSubclasses();
        List<Class<?>> actions =
                Arrays.stream(all)
                        .filter(each -> each != Action.Task.class && each != Action.Request.class)
                        .toList();
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(actions);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(actions);
    }

    @Test
    void narrowingNeverWidens() {
        forAll((question, decision) -> {
            Action.Request request = question.requested().orElse(null);
            if (request == null || !(decision instanceof Allowed(Terms terms, Rule rule))) {
                return;
            }
            TaskOptions given = request.asked().orElse(request.defaults());
            TaskOptions options = terms.options();
            assertThat(terms.options())
                    .as("what is asked for is given")
                    .isEqualTo(request.asked().orElse(options));
            assertNoWider(options.timeout(), given.timeout());
            assertNoWider(options.retries(), given.retries());
            assertThat(options.priorityOrNormal()).isGreaterThanOrEqualTo(given.priorityOrNormal());
            assertWithin(options, terms.caps());
            AgentMode agents =
                    question.fleet
                            .agent(request.agent().value())
                            .map(Agent::mode)
                            .orElse(AgentMode.FULL);
            assertThat(terms.mode()).isGreaterThanOrEqualTo(agents);
            if (request.mode() != null) {
                assertThat(terms.mode()).isGreaterThanOrEqualTo(request.mode());
            }
            if (question.principal instanceof Principal.Agent agent) {
                assertThat(terms.caps().narrower(agent.caps())).isEqualTo(terms.caps());
            }
        });
    }

    private static <T extends Comparable<T>> void assertNoWider(
            @Nullable T narrowed, @Nullable T given) {
        assertThat(narrowed == null).isEqualTo(given == null);
        if (narrowed != null && given != null) {
            assertThat(narrowed).isLessThanOrEqualTo(given);
        }
    }

    private static void assertWithin(TaskOptions options, Caps caps) {
        if (caps.timeout() != null && options.timeout() != null) {
            assertThat(options.timeout()).isLessThanOrEqualTo(caps.timeout());
        }
        if (caps.retries() != null && options.retries() != null) {
            assertThat(options.retries()).isLessThanOrEqualTo(caps.retries());
        }
        assertThat(caps.allows(options.priorityOrNormal())).isTrue();
    }

    /** Whoever changes a default without a word, surprises. */
    @Test
    void whatIsNarrowedIsTold() {
        forAll((question, decision) -> {
            Action.Request request = question.requested().orElse(null);
            if (request == null || !(decision instanceof Allowed(Terms terms, Rule rule))) {
                return;
            }
            TaskOptions before =
                    request.asked()
                            .orElse(request.defaults())
                            .orElse(
                                    question.fleet
                                            .agent(request.agent().value())
                                            .map(agent ->
                                                    new TaskOptions(
                                                            agent.model(),
                                                            agent.thinking(),
                                                            null,
                                                            null,
                                                            null))
                                            .orElse(TaskOptions.NONE));
            assertThat(terms.notes().isEmpty()).isEqualTo(before.equals(terms.options()));
        });
    }

    @Test
    void oneRoleMoreTakesNothingAway() {
        forAll((question, decision) -> {
            Fleet more = question.withOneRoleMore().orElse(null);
            if (more == null || !(decision instanceof Allowed(Terms before, Rule rule))) {
                return;
            }
            Decision then = Gate.decide(more, question.principal, question.action, question.usage);
            assertThat(then).isInstanceOf(Allowed.class);
            Terms after = ((Allowed) then).terms();
            boolean sameModel = Objects.equals(before.options().model(), after.options().model());
            if (question.requested().isPresent() && sameModel) {
                assertThat(after.caps().moreGenerous(before.caps())).isEqualTo(after.caps());
                assertThat(after.mode()).isLessThanOrEqualTo(before.mode());
                assertThat(before.approvals()).containsAll(after.approvals());
            }
        });
    }

    @Test
    void whoeverIsNotKnownGetsWhatTheFileSaysOfEverybody() {
        forAll((question, decision) -> {
            assertOnly(
                    question,
                    new Principal.DiscordUser("99", Set.of("98")),
                    new Member.AnyDiscordUser());
            assertOnly(question, new Principal.UnknownKafka(), new Member.UnknownKafka());
            assertOnly(question, new Principal.KafkaKey("new"), new Member.UnknownKafka());
            assertThat(
                            Gate.decide(
                                    question.fleet,
                                    new Principal.Token("new", Set.of("gone")),
                                    question.action,
                                    question.usage))
                    .isInstanceOf(Refused.class);
        });
    }

    /** The same as in a fleet that has no other roles than those for these members. */
    private static void assertOnly(Question question, Principal unknown, Member member) {
        Fleet fleet = question.fleet;
        List<Role> theirs =
                fleet.roles().values().stream()
                        .filter(each -> each.members().contains(member))
                        .toList();
        Decision decision = Gate.decide(fleet, unknown, question.action, question.usage);
        if (theirs.isEmpty()) {
            assertThat(decision).isInstanceOf(Refused.class);
            return;
        }
        if (decision instanceof Allowed yes) {
            assertThat(
                            Gate.decide(
                                    Fleet.of(
                                            fleet.version(),
                                            fleet.agents().values(),
                                            theirs,
                                            fleet.approvals()),
                                    unknown,
                                    question.action,
                                    question.usage))
                    .isEqualTo(yes);
            Set<String> paths = new TreeSet<>();
            theirs.forEach(each -> paths.add("roles." + each.name()));
            assertThat(yes.rule().paths())
                    .allMatch(each -> paths.contains(each) || each.startsWith("approvals["));
        }
    }

    /** Of tasks that name their model; else both may choose, and not the same. */
    @Test
    void anAgentMayNoMoreThanTheOneItAsksFor() {
        forAll((question, decision) -> {
            boolean namesModel =
                    question.requested().map(each -> each.asked().model() != null).orElse(true);
            if (namesModel
                    && question.principal instanceof Principal.Agent agent
                    && decision instanceof Allowed(Terms terms, Rule rule)) {
                Decision theirs =
                        Gate.decide(
                                question.fleet,
                                agent.onBehalfOf(),
                                question.action,
                                question.usage);
                assertThat(theirs).isInstanceOf(Allowed.class);
                Terms wider = ((Allowed) theirs).terms();
                assertThat(terms.caps().narrower(wider.caps())).isEqualTo(terms.caps());
                assertThat(terms.mode()).isGreaterThanOrEqualTo(wider.mode());
                if (question.action instanceof Action.Approve) {
                    assertThat(wider.approvals()).containsAll(terms.approvals());
                } else {
                    assertThat(terms.approvals()).containsAll(wider.approvals());
                }
            }
        });
    }

    @Test
    void withoutRolesEverybodyMayEverything() {
        forAll((question, decision) -> {
            if (!(question.principal instanceof Principal.Agent)) {
                assertThat(
                                Gate.decide(
                                        Fleet.open(),
                                        question.principal,
                                        question.action,
                                        question.usage))
                        .isInstanceOf(Allowed.class);
            }
        });
    }
}
