package dev.crayfleet.ingest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.stage.access.CurrentFleet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeedsRouterTest {
    private static final String FILE =
            """
            {"agents": {
               "auditor": {"capabilities": ["review", "finance"]},
               "checker": {"capabilities": ["Review"]},
               "critic": {"capabilities": ["review"]},
               "planner": {"capabilities": ["planning"]}},
             "roles": {
               "lead": {"members": ["discord:1"], "may": ["submit"]},
               "member": {"members": ["discord:2"], "may": ["submit"], "agents": ["critic", "planner"]}}}
            """;

    private final CurrentFleet fleet = new CurrentFleet();
    private final SubmitGate gate = new SubmitGate(fleet, false);

    NeedsRouterTest() {
        Order order = new Order("1", new Requester("cli:x", "x"), null, Instant.EPOCH);
        fleet.follow(new FleetFileRecord(1, "0".repeat(64), FILE, order));
    }

    @Test
    void aTaskThatMayComeAgainAlwaysGoesToTheSameAgentAndOthersTakeTurns() {
        NeedsRouter router = router(Map.of("auditor", new AgentLoad(9, 0, 0)));
        Map<String, Long> turns =
                IntStream.range(0, 300)
                        .mapToObj(i -> {
                            String agent = agent(router, "1", "t-" + i, true);
                            assertThat(agent(router, "1", "t-" + i, true)).isEqualTo(agent);
                            return agent;
                        })
                        .collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        assertThat(turns).containsOnlyKeys("auditor", "checker", "critic");
        assertThat(turns.values()).allMatch(each -> each > 60);
    }

    @Test
    void aNewTaskGoesWhereASlotIsFreeAndThenWhereTheWaitIsShort() {
        assertThat(agent(router(loads("3,3,3 2,0,1 9,0,9")), "1", "t", false)).isEqualTo("checker");
        assertThat(agent(router(loads("1,4,1 2,2,2 4,9,4")), "1", "t", false)).isEqualTo("checker");
        assertThat(agent(router(loads("0,0,0 0,0,0 1,9,1")), "1", "t", false)).isEqualTo("critic");
        assertThat(agent(router(Map.of()), "1", "t", false))
                .isEqualTo(agent(router(loads("1,0,0 1,0,0 1,0,0")), "1", "t", false));
    }

    @Test
    void onlyAgentsThatSomebodyMayAskAreTaken() {
        assertThat(agent(router(Map.of()), "2", "t", false)).isEqualTo("critic");
    }

    @Test
    void whereNobodyCanDoItItSaysWhatThereIs() {
        assertThat(route(router(Map.of()), "2", "finance"))
                .isEqualTo(
                        new NeedsRouter.Route.Nowhere(
                                "No agent that you may ask has the capability finance. There are: planning (planner), review (critic)."));
        assertThat(route(router(Map.of()), "3", "review"))
                .isInstanceOfSatisfying(
                        NeedsRouter.Route.Nowhere.class,
                        no -> assertThat(no.sentence()).endsWith("gives none to any of them."));
    }

    private NeedsRouter router(Map<String, AgentLoad> loads) {
        return new NeedsRouter(fleet, gate, () -> loads);
    }

    /** Slots, waiting and running tasks of auditor, checker and critic. */
    private static Map<String, AgentLoad> loads(String text) {
        List<String> names = List.of("auditor", "checker", "critic");
        String[] each = text.split(" ");
        return IntStream.range(0, 3)
                .boxed()
                .collect(
                        Collectors.toMap(
                                names::get,
                                i -> {
                                    String[] n = each[i].split(",");
                                    return new AgentLoad(
                                            Integer.parseInt(n[0]),
                                            Integer.parseInt(n[1]),
                                            Integer.parseInt(n[2]));
                                }));
    }

    private static String agent(
            NeedsRouter router, String user, String task, boolean mayComeAgain) {
        NeedsRouter.Route route =
                router.route("review", TaskOptions.NONE, defaults(user, task), mayComeAgain);
        assertThat(route).isInstanceOf(NeedsRouter.Route.To.class);
        Pool agent = ((NeedsRouter.Route.To) route).agent();
        return agent.value();
    }

    private static NeedsRouter.Route route(NeedsRouter router, String user, String needs) {
        return router.route(needs, TaskOptions.NONE, defaults(user, "t"), true);
    }

    private static ForeignSubmission.Defaults defaults(String user, String task) {
        return new ForeignSubmission.Defaults(
                new TaskId(task),
                new Origin.Discord("1", "2"),
                new Requester("discord:" + user, "x"),
                Instant.EPOCH);
    }
}
