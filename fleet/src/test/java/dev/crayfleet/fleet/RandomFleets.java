package dev.crayfleet.fleet;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fleets that follow from a seed, of few names, so that they often speak of the same. */
public final class RandomFleets {
    public static final List<String> AGENTS = List.of("default", "coder", "webster", "auditor");
    public static final List<String> MODELS = List.of("default", "cheap", "coder", "openai/gpt");
    public static final List<String> ROLES = List.of("a", "b", "c", "d");
    public static final List<String> IDS = List.of("1", "2", "3");

    private final Random random;

    public RandomFleets(long seed) {
        // Of seeds that lie close together the first numbers would be alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    public Random random() {
        return random;
    }

    /** With roles, with agents or without. */
    public Fleet governed() {
        List<Role> roles = new ArrayList<>();
        for (String name : ROLES) {
            if (roles.isEmpty() || random.nextBoolean()) {
                roles.add(role(name));
            }
        }
        List<Agent> agents = new ArrayList<>();
        if (random.nextBoolean()) {
            AGENTS.stream().skip(1).forEach(each -> agents.add(agent(each)));
        }
        List<String> approvers =
                roles.stream()
                        .filter(each -> each.may().contains(Right.APPROVE))
                        .map(Role::name)
                        .toList();
        List<Approval> approvals = new ArrayList<>();
        for (int i = 0; !approvers.isEmpty() && i < random.nextInt(3); i++) {
            List<String> names = roles.stream().map(Role::name).toList();
            approvals.add(
                    new Approval(
                            selection(AGENTS),
                            selection(MODELS),
                            selection(names),
                            List.of(one(approvers)),
                            random.nextBoolean(),
                            maybe(() -> Duration.ofMinutes(1 + random.nextInt(3_000)))));
        }
        return Fleet.of(new FleetVersion(7, "0".repeat(64)), agents, roles, approvals);
    }

    public Role role(String name) {
        List<Member> members = new ArrayList<>();
        for (Member each : everyMember()) {
            boolean isBroad = !each.word().matches(".*[0-9]");
            if (random.nextInt(isBroad ? 2 : 4) == 0) {
                members.add(each);
            }
        }
        Set<Right> may = EnumSet.of(one(List.of(Right.values())));
        for (Right right : Right.values()) {
            if (random.nextBoolean()) {
                may.add(right);
            }
        }
        return new Role(
                name,
                members,
                may,
                selection(AGENTS),
                selection(MODELS),
                one(List.of(AgentMode.values())),
                caps());
    }

    private static List<Member> everyMember() {
        List<Member> all = new ArrayList<>();
        for (String id : IDS) {
            all.add(new Member.DiscordUser(id));
            all.add(new Member.DiscordRole(id));
            all.add(new Member.Token("t" + id));
            all.add(new Member.KafkaKey("k" + id));
        }
        all.addAll(
                List.of(
                        new Member.AnyDiscordUser(),
                        new Member.UnknownKafka(),
                        new Member.Local(),
                        new Member.Agent("coder")));
        return all;
    }

    private Agent agent(String name) {
        return new Agent(
                name,
                maybe(() -> "it is " + random.nextInt(9)),
                maybe(() -> one(MODELS)),
                maybe(() -> one(List.of(Thinking.values()))),
                one(List.of(AgentMode.values())),
                random.nextBoolean() ? List.of() : List.of("review", "cad"),
                random.nextBoolean() ? Selection.NONE : selection(AGENTS),
                maybe(() -> 1 + random.nextInt(4)),
                maybe(() -> new Agent.Identity("A", maybe(() -> "https://example.org/a.png"))),
                maybe(() -> "12345"),
                one(List.of(Agent.Memory.values())),
                maybe(() -> "agents/" + name));
    }

    public Caps caps() {
        return new Caps(
                seldom(() -> Duration.ofSeconds(1 + random.nextInt(7_200))),
                seldom(() -> random.nextInt(11)),
                seldom(() -> one(List.of(Priority.values()))),
                seldom(() -> 1L + random.nextInt(4_096)),
                seldom(() -> 1L + random.nextInt(4_096)),
                seldom(() -> 1 + random.nextInt(4)),
                seldom(() -> 1 + random.nextInt(4)));
    }

    /** All, or one of the names at least. */
    private Selection selection(List<String> names) {
        if (random.nextBoolean()) {
            return Selection.ALL;
        }
        List<String> some = new ArrayList<>();
        some.add(one(names));
        names.stream().filter(each -> random.nextInt(3) == 0).forEach(some::add);
        return Selection.of(some);
    }

    public <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private <T> @Nullable T seldom(Supplier<T> value) {
        return random.nextInt(3) == 0 ? value.get() : null;
    }

    public <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }
}
