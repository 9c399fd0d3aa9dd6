package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One question, which follows from its seed. */
final class RandomQuestion {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final RandomFleets random;
    final Fleet fleet;
    final Principal principal;
    final Action action;
    final Usage.Lookup usage;

    RandomQuestion(long seed) {
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
        return switch (random.random().nextInt(depth > 0 ? 10 : 6)) {
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
                            random.random().nextInt(4) > 0
                                    ? "coder"
                                    : random.one(RandomFleets.AGENTS),
                            principal(depth - 1),
                            random.random().nextBoolean() ? Caps.NONE : random.caps());
        };
    }

    private Action action() {
        Pool agent = new Pool(random.one(RandomFleets.AGENTS));
        Action.Task task =
                new Action.Task(agent, random.random().nextBoolean() ? principal : principal(1));
        return switch (random.random().nextInt(15)) {
            case 0 -> new Action.View(task);
            case 1 -> new Action.Cancel(task);
            case 2 -> new Action.Pause(agent);
            case 3 -> new Action.Stop();
            case 4 -> new Action.Resume();
            case 5 -> new Action.Drain();
            case 6 -> new Action.ChangeDeadLetters();
            case 7 -> new Action.Purge();
            case 14 -> new Action.PostSecrets(agent);
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
                random.random().nextInt(2_000),
                random.random().nextInt(2_000));
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
            case Action.Replay(Action.Task task, Action.Request request) -> Optional.of(request);
            default -> Optional.empty();
        };
    }
}
