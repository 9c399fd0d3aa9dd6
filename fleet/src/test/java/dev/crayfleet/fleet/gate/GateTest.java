package dev.crayfleet.fleet.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private static final Fleet FLEET =
            fleet(
                    """
                    agents:
                      auditor: {mode: restricted}
                      manager: {may-delegate-to: [coder], model: opus}
                      coder:
                    roles:
                      lead:
                        members: [discord:1, discord-role:5, token:ci, local]
                        may: [submit, view-any, cancel-any, replay, approve, pause, stop, resume]
                      second: {members: [discord:2], may: [approve, cancel-own]}
                      member:
                        members: ["discord:*"]
                        may: [submit, view-own, cancel-own, replay-own]
                        agents: [default, coder, manager]
                        models: [cheap, coder]
                        mode: restricted
                        limits: {timeout: 10m, retries: 1, priority: normal, prompt: 1KiB, files: 2KiB, tasks-per-minute: 2, open-tasks: 3}
                      robots: {members: ["kafka:unknown"], may: submit, agents: coder}
                    approvals:
                      - {when: {agents: auditor}, by: [lead, second], not-by-requester: true, expires: 24h}
                      - {when: {roles: robots, agents: coder}, by: lead}
                    """);

    private static final Principal ADA = discord("1");
    private static final Principal BEN = discord("2");
    private static final Principal CYD = discord("3");
    private static final Principal ROBOT = new Principal.UnknownKafka();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static Fleet fleet(String yaml) {
        return switch (FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) ->
                    fleet.withVersion(new FleetVersion(3, "1f2e3d4c".repeat(8)));
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private static Principal.DiscordUser discord(String id) {
        return new Principal.DiscordUser(id, Set.of());
    }

    private static TaskOptions options(
            @Nullable String model, @Nullable String timeout, @Nullable Integer retries) {
        return new TaskOptions(
                model, null, timeout == null ? null : Duration.parse(timeout), retries, null);
    }

    private static Action.Submit submit(String agent, TaskOptions asked) {
        return new Action.Submit(
                new Action.Request(
                        new Pool(agent), asked, options(null, "PT30M", 2), null, 100, 100));
    }

    private static Action.Submit submit(String agent) {
        return submit(agent, TaskOptions.NONE);
    }

    private static Action.Task task(String agent, Principal owner) {
        return new Action.Task(new Pool(agent), owner);
    }

    private static Decision decide(Principal principal, Action action) {
        return Gate.decide(FLEET, principal, action, any -> Usage.NONE);
    }

    private static Allowed allowed(Decision decision) {
        return decision instanceof Allowed yes ? yes : failed(decision);
    }

    private static Refused refused(Decision decision) {
        return decision instanceof Refused no ? no : failed(decision);
    }

    private static <T> T failed(Decision decision) {
        throw new AssertionError(decision.toString());
    }

    @Test
    void withoutAFileEverybodyMayEverything() {
        Action action = submit("any", options("opus", "PT24H", 10));
        Allowed yes = allowed(Gate.decide(Fleet.open(), ROBOT, action, any -> Usage.NONE));
        assertThat(yes.terms().options()).isEqualTo(options("opus", "PT24H", 10));
        assertThat(yes.terms().mode()).isEqualTo(AgentMode.FULL);
        assertThat(yes.terms().notes()).isEmpty();
        assertThat(yes.rule()).hasToString("there is no fleet file");
        assertThat(Gate.decide(Fleet.open(), ROBOT, new Action.Stop(), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void aDefaultIsNarrowedAndTold() {
        Allowed yes = allowed(decide(CYD, submit("default")));
        assertThat(yes.terms().options()).isEqualTo(options("cheap", "PT10M", 1));
        assertThat(yes.terms().mode()).isEqualTo(AgentMode.RESTRICTED);
        assertThat(yes.terms().notes())
                .containsExactly(
                        "the model is cheap, because default is not among those that are allowed here",
                        "the time-out is 10 min, the longest that is allowed by the role member",
                        "retries are 1, the most that is allowed by the role member");
        assertThat(yes.rule())
                .hasToString("roles.member in version 3 (1f2e3d4c) of the fleet file");
    }

    @Test
    void theModelOfAnAgentIsADefault() {
        assertThat(allowed(decide(CYD, submit("manager"))).terms().notes().getFirst())
                .isEqualTo(
                        "the model is cheap, because opus is not among those that are allowed here");
        assertThat(allowed(decide(ADA, submit("manager"))).terms().options().model())
                .isEqualTo("opus");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auditor|||| tasks of coder, default, manager are allowed by the role member, not of auditor | .agents",
                "coder|opus||| the models cheap, coder are allowed by the role member, not opus | .models",
                "coder|cheap|PT1H|| a time-out of at most 10 min: that is allowed by the role member; 1 h was asked for | .limits.timeout",
                "coder|cheap||5| at most 1 retry: that is allowed by the role member; 5 were asked for | .limits.retries",
            })
    void whatIsAskedForBeyondALimitIsRefusedWithWhatIsAllowed(
            String agent,
            @Nullable String model,
            @Nullable String timeout,
            @Nullable Integer retries,
            String reason,
            String place) {
        Refused no = refused(decide(CYD, submit(agent, options(model, timeout, retries))));
        assertThat(no.reason()).isEqualTo(reason);
        assertThat(no.rule().paths()).containsExactly("roles.member" + place);
    }

    @Test
    void priorityModeAndSizesAreLimited() {
        TaskOptions high = new TaskOptions(null, null, null, null, Priority.HIGH);
        assertThat(refused(decide(CYD, submit("coder", high))).reason())
                .startsWith("priority normal at the highest");
        assertThat(request(AgentMode.FULL, 1, 1)).contains("restricted mode only");
        assertThat(request(null, 1_025, 1)).contains("a prompt of at most 1,024 bytes");
        assertThat(request(null, 1, 2_049)).contains("files of at most 2,048 bytes");
    }

    private static String request(@Nullable AgentMode mode, long prompt, long files) {
        Action action =
                new Action.Submit(
                        new Action.Request(
                                new Pool("coder"),
                                TaskOptions.NONE,
                                TaskOptions.NONE,
                                mode,
                                prompt,
                                files));
        return refused(decide(CYD, action)).reason();
    }

    @Test
    void thePaceIsLimited() {
        Usage.Lookup busy =
                any ->
                        new Usage(
                                List.of(
                                        NOW.minusSeconds(10),
                                        NOW.minusSeconds(50),
                                        NOW.minusSeconds(61)),
                                NOW,
                                0);
        Refused no = refused(Gate.decide(FLEET, CYD, submit("coder"), busy));
        assertThat(no.reason())
                .isEqualTo(
                        "at most 2 tasks a minute: that is allowed by the role member; try again in 10 s");
        assertThat(no.rule().paths()).containsExactly("roles.member.limits.tasks-per-minute");
        assertThat(Gate.decide(FLEET, ADA, submit("coder"), busy)).isInstanceOf(Allowed.class);
        assertThat(Gate.decide(FLEET, CYD, new Action.Cancel(task("coder", CYD)), busy))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void aTaskMoreIsTakenWhenTheMinuteIsOver() {
        Usage.Lookup later =
                any -> new Usage(List.of(NOW.minusSeconds(60), NOW.minusSeconds(10)), NOW, 0);
        assertThat(Gate.decide(FLEET, CYD, submit("coder"), later)).isInstanceOf(Allowed.class);
    }

    @Test
    void tasksAtATimeAreLimited() {
        Usage.Lookup full = any -> new Usage(List.of(), NOW, 3);
        assertThat(refused(Gate.decide(FLEET, CYD, submit("coder"), full)).reason())
                .contains("at most 3 tasks at a time", "3 have not ended yet");
    }

    @Test
    void ownTasksAreThoseThatOneAskedForOneself() {
        assertThat(decide(CYD, new Action.Cancel(task("auditor", CYD))))
                .isInstanceOf(Allowed.class);
        Refused no = refused(decide(CYD, new Action.Cancel(task("coder", ADA))));
        assertThat(no.reason())
                .isEqualTo(
                        "to cancel anybody's tasks is not allowed by the role member; it is by these roles: lead");
        assertThat(no.rule().paths()).containsExactly("roles.member.may");
        assertThat(decide(ADA, new Action.Cancel(task("coder", CYD)))).isInstanceOf(Allowed.class);
        assertThat(decide(CYD, new Action.View(task("coder", ADA)))).isInstanceOf(Refused.class);
    }

    @Test
    void whoeverIsNotKnownOwnsNothing() {
        Fleet fleet = fleet("roles: {r: {members: ['kafka:unknown'], may: [submit, cancel-own]}}");
        Action cancel = new Action.Cancel(task("coder", ROBOT));
        assertThat(Gate.decide(fleet, ROBOT, cancel, any -> Usage.NONE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aKeyMayWhatItMightUnsigned() {
        assertThat(decide(new Principal.KafkaKey("new"), submit("coder")))
                .isInstanceOf(Allowed.class);
        assertThat(decide(new Principal.KafkaKey("new"), submit("default")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void noKeyIsCalledAsThoseWhoHaveNone() {
        assertThatThrownBy(() -> new Principal.KafkaKey("unknown"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agentsAskOnBehalfOfEachOtherWithinABound() {
        Principal principal = ADA;
        for (int i = 0; i < Principal.Agent.MAX_DEPTH; i++) {
            principal = new Principal.Agent("manager", principal, Caps.NONE);
        }
        assertThat(principal.root()).isEqualTo(ADA);
        assertThat(decide(principal, submit("coder"))).isInstanceOf(Allowed.class);
        Principal deepest = principal;
        assertThatThrownBy(() -> new Principal.Agent("manager", deepest, Caps.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRoleOfDiscordCounts() {
        assertThat(decide(new Principal.DiscordUser("9", Set.of("5")), new Action.Stop()))
                .isInstanceOf(Allowed.class);
        assertThat(decide(new Principal.DiscordUser("9", Set.of("6")), new Action.Stop()))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aTokenHasTheRolesThatItWasMadeWith() {
        Principal token = new Principal.Token("other", Set.of("lead", "gone"));
        assertThat(decide(token, new Action.Stop())).isInstanceOf(Allowed.class);
        Refused no = refused(decide(new Principal.Token("other", Set.of()), new Action.Stop()));
        assertThat(no.reason())
                .isEqualTo(
                        "no role is for you; whoever keeps the fleet file can name token:other in one");
    }

    @Test
    void tasksWaitForWhatTheFileSays() {
        Terms terms = allowed(decide(ADA, submit("auditor"))).terms();
        assertThat(terms.approvals())
                .containsExactly(
                        new ApprovalNeed(
                                List.of("lead", "second"),
                                true,
                                Duration.ofHours(24),
                                Rule.of(FLEET.version(), "approvals[0]")));
        assertThat(terms.mode()).isEqualTo(AgentMode.RESTRICTED);
        assertThat(allowed(decide(ROBOT, submit("coder"))).terms().approvals())
                .extracting(ApprovalNeed::by)
                .containsExactly(List.of("lead"));
        assertThat(allowed(decide(CYD, submit("coder"))).terms().approvals()).isEmpty();
    }

    @Test
    void whoAsksDoesNotApproveWhereTheFileSaysSo() {
        List<ApprovalNeed> needs = allowed(decide(ADA, submit("auditor"))).terms().approvals();
        Action.Approve approval = new Action.Approve(task("auditor", ADA), needs);
        assertThat(refused(decide(ADA, approval)).reason()).contains("by somebody else");
        Allowed yes = allowed(decide(BEN, approval));
        assertThat(yes.terms().approvals()).isEqualTo(needs);
        assertThat(yes.rule().paths()).containsExactly("roles.second");
        assertThat(refused(decide(CYD, approval)).reason())
                .isEqualTo("this task is approved by who has one of these roles: lead, second");
        Principal herAgent = new Principal.Agent("manager", ADA, Caps.NONE);
        assertThat(decide(herAgent, approval)).isInstanceOf(Refused.class);
        Action.Approve hers = new Action.Approve(task("auditor", herAgent), needs);
        assertThat(decide(ADA, hers)).isInstanceOf(Refused.class);
    }

    @Test
    void anApprovalThatTheFileDoesNotDemandNeedsTheRight() {
        Action.Approve approval = new Action.Approve(task("coder", CYD), List.of());
        assertThat(decide(BEN, approval)).isInstanceOf(Allowed.class);
        assertThat(decide(CYD, approval)).isInstanceOf(Refused.class);
    }

    @Test
    void anAgentMayWhatItAndItsRequesterMay() {
        Principal forAda = new Principal.Agent("manager", ADA, Caps.NONE);
        assertThat(decide(forAda, submit("coder"))).isInstanceOf(Allowed.class);
        assertThat(refused(decide(forAda, submit("auditor"))).reason())
                .isEqualTo("tasks of coder are allowed by the agent manager, not of auditor");
        assertThat(refused(decide(forAda, new Action.Stop())).reason())
                .startsWith("to stop the whole fleet is not allowed by the agent manager");
        Principal forRobot =
                new Principal.Agent("manager", new Principal.Token("x", Set.of()), Caps.NONE);
        assertThat(refused(decide(forRobot, submit("coder"))).reason())
                .startsWith(
                        "agent:manager asks on behalf of token:x, and there it is refused: no role");
    }

    @Test
    void anAgentHasTheLimitsOfItsTask() {
        Caps caps = new Caps(Duration.ofMinutes(5), null, null, null, null, null, null);
        Principal agent = new Principal.Agent("manager", CYD, caps);
        Allowed yes = allowed(decide(agent, submit("coder")));
        assertThat(yes.terms().options()).isEqualTo(options("cheap", "PT5M", 1));
        assertThat(yes.terms().caps().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(yes.terms().mode()).isEqualTo(AgentMode.RESTRICTED);
        assertThat(yes.rule().paths())
                .containsExactly("agents.manager.may-delegate-to", "roles.member");
        assertThat(decide(agent, submit("coder", options(null, "PT6M", null))))
                .isInstanceOf(Refused.class);
    }

    /** Whatever is chosen for one of the two, the other must allow, with the limits for it. */
    @Test
    void aModelIsOneThatBothMay() {
        Fleet fleet =
                fleet(
                        """
                        agents: {coder: {model: opus}}
                        roles:
                          a: {members: agent:coder, may: submit, models: opus, limits: {timeout: 10h}}
                          b: {members: agent:coder, may: submit, models: cheap, limits: {timeout: 1m}}
                          c: {members: local, may: submit, models: [cheap, dear]}
                          d: {members: token:x, may: submit, models: dear}
                          e: {may: approve}
                        approvals:
                          - {when: {models: cheap, roles: b}, by: e}
                        """);
        Allowed yes =
                allowed(
                        Gate.decide(
                                fleet,
                                new Principal.Agent("coder", new Principal.Local(), Caps.NONE),
                                submit("coder"),
                                any -> Usage.NONE));
        assertThat(yes.terms().options()).isEqualTo(options("cheap", "PT1M", 2));
        assertThat(yes.terms().caps().timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(yes.terms().approvals()).hasSize(1);
        assertThat(yes.terms().notes()).anyMatch(each -> each.startsWith("the model is cheap"));
        Principal other =
                new Principal.Agent("coder", new Principal.Token("x", Set.of()), Caps.NONE);
        assertThat(Gate.decide(fleet, other, submit("coder"), any -> Usage.NONE))
                .isInstanceOf(Refused.class);
    }

    @Test
    void anAgentLooksAfterWhatItDelegated() {
        Principal agent = new Principal.Agent("manager", CYD, Caps.NONE);
        Principal other = new Principal.Agent("coder", CYD, Caps.NONE);
        Action cancel = new Action.Cancel(task("coder", agent));
        assertThat(decide(agent, cancel)).isInstanceOf(Allowed.class);
        assertThat(decide(CYD, cancel)).isInstanceOf(Allowed.class);
        assertThat(decide(other, cancel)).isInstanceOf(Refused.class);
        assertThat(decide(agent, new Action.Cancel(task("coder", CYD))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void anAgentOfAFileWithoutRolesDelegatesAsItSays() {
        Fleet fleet = fleet("agents: {manager: {may-delegate-to: coder}, coder: , webster: }");
        Principal agent = new Principal.Agent("manager", ADA, Caps.NONE);
        assertThat(Gate.decide(fleet, agent, submit("coder"), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
        assertThat(Gate.decide(fleet, agent, submit("webster"), any -> Usage.NONE))
                .isInstanceOf(Refused.class);
        assertThat(Gate.decide(fleet, ADA, submit("webster"), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void replaysAreOwnOrAnybodys() {
        Action.Request request = submit("coder").request();
        assertThat(decide(CYD, new Action.Replay(task("coder", CYD), request)))
                .isInstanceOf(Allowed.class);
        assertThat(decide(CYD, new Action.Replay(task("coder", ADA), request)))
                .isInstanceOf(Refused.class);
        assertThat(decide(ADA, new Action.Replay(task("coder", CYD), request)))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void aRoleIsForItsAgentsOnly() {
        Fleet fleet =
                fleet(
                        "roles: {r: {members: local, may: [cancel-any, pause, stop], agents: coder}}");
        Principal local = new Principal.Local();
        assertThat(
                        Gate.decide(
                                fleet,
                                local,
                                new Action.Pause(new Pool("coder")),
                                any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
        assertThat(Gate.decide(fleet, local, new Action.Pause(new Pool("x")), any -> Usage.NONE))
                .isInstanceOf(Refused.class);
        assertThat(Gate.decide(fleet, local, new Action.Cancel(task("x", ADA)), any -> Usage.NONE))
                .isInstanceOf(Refused.class);
        assertThat(Gate.decide(fleet, local, new Action.Stop(), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void limitsAreThoseOfRolesThatAllowTheTask() {
        Fleet fleet =
                fleet(
                        """
                        roles:
                          a: {members: local, may: submit, agents: x, limits: {timeout: 10h}}
                          b: {members: local, may: submit, agents: y, limits: {timeout: 1m}}
                          c: {members: local, may: submit, agents: y, limits: {timeout: 2m, retries: 0}}
                        """);
        Principal local = new Principal.Local();
        Refused no =
                refused(
                        Gate.decide(
                                fleet,
                                local,
                                submit("y", options(null, "PT3M", null)),
                                any -> Usage.NONE));
        assertThat(no.reason())
                .isEqualTo(
                        "a time-out of at most 2 min: that is allowed by the role b and the role c; 3 min was asked for");
        assertThat(no.rule().paths())
                .containsExactly("roles.b.limits.timeout", "roles.c.limits.timeout");
        assertThat(
                        Gate.decide(
                                fleet,
                                local,
                                submit("y", options(null, "PT2M", 5)),
                                any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
    }

    private static final Fleet BY_MODEL =
            fleet(
                    """
                    agents: {painter: {model: DEAR}, coder: }
                    roles:
                      lead: {members: discord:1, may: "*"}
                      member: {members: "discord:*", may: submit, models: [Cheap, dear, default]}
                    approvals:
                      - {when: {models: dear}, by: lead}
                    """);

    /** As a runner says: one alias, and what runs where nothing is asked for. */
    private static final ModelNames NAMES =
            (agent, one, other) ->
                    RunnerModels.of(
                                    Map.of(
                                            "dear", "p/dear",
                                            "cheap", "p/cheap",
                                            "default", "p/cheap"))
                            .maySame(one, other);

    private static int needs(Principal principal, String agent, @Nullable String model) {
        return allowed(
                        Gate.decide(
                                BY_MODEL,
                                principal,
                                submit(agent, options(model, null, null)),
                                any -> Usage.NONE,
                                NAMES))
                .terms()
                .approvals()
                .size();
    }

    @Test
    void noOtherSpellingOfAModelGoesRoundItsApproval() {
        for (String spelling : new String[] {"dear", "DEAR", "p/dear", "P/Dear"}) {
            assertThat(needs(ADA, "coder", spelling)).as(spelling).isEqualTo(1);
        }
        assertThat(needs(ADA, "coder", "p/dear@work")).as("nobody knows what that is").isEqualTo(1);
        assertThat(needs(ADA, "painter", null)).as("the agent's model").isEqualTo(1);
        assertThat(needs(ADA, "coder", "cheap")).isZero();
        assertThat(needs(CYD, "coder", null)).isZero();
        assertThat(
                        allowed(
                                        Gate.decide(
                                                BY_MODEL,
                                                ADA,
                                                submit("coder", options("cheap", null, null)),
                                                any -> Usage.NONE))
                                .terms()
                                .approvals())
                .as("where no runner has said what cheap is")
                .hasSize(1);
    }

    @Test
    void whereNobodyKnowsTheModelItIsSaidWhyItsApprovalIsAskedFor() {
        for (String unknown : List.of("cheap", "p/dear@work")) {
            assertThat(submitted(unknown, ModelNames.UNKNOWN).notes())
                    .containsExactly(
                            "approvals[0] is asked for because no runner has said for certain that %s is none of its models"
                                    .formatted(unknown));
        }
        assertThat(submitted("Dear", ModelNames.UNKNOWN).notes()).isEmpty();
        assertThat(submitted("cheap", NAMES).notes()).isEmpty();
    }

    private static Terms submitted(String model, ModelNames names) {
        return allowed(
                        Gate.decide(
                                BY_MODEL,
                                ADA,
                                submit("coder", options(model, null, null)),
                                any -> Usage.NONE,
                                names))
                .terms();
    }

    @Test
    void aLimitOnModelsIsForEveryLetterCaseOfThem() {
        assertThat(needs(CYD, "coder", "CHEAP")).isZero();
        assertThat(needs(CYD, "coder", "Dear")).isEqualTo(1);
        Refused no =
                refused(
                        Gate.decide(
                                BY_MODEL,
                                CYD,
                                submit("coder", options("p/cheap", null, null)),
                                any -> Usage.NONE,
                                NAMES));
        assertThat(no.reason()).endsWith("not p/cheap");
    }

    @Test
    void whoIsToApproveATaskSeesIt() {
        List<ApprovalNeed> needs = allowed(decide(ADA, submit("auditor"))).terms().approvals();
        Fleet narrow =
                fleet(
                        """
                        roles:
                          lead: {members: discord:1, may: "*"}
                          second: {members: discord:2, may: approve, agents: coder}
                        """);
        Action.Task waits = task("auditor", CYD);
        assertThat(Gate.decide(narrow, BEN, new Action.View(waits, needs), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
        assertThat(Gate.decide(narrow, BEN, new Action.View(waits), any -> Usage.NONE))
                .isInstanceOf(Refused.class);
        assertThat(Gate.decide(narrow, BEN, new Action.Approve(waits, needs), any -> Usage.NONE))
                .isInstanceOf(Allowed.class);
    }

    /** A task that waits keeps the names of the file that had it wait. */
    @Test
    void whereTheRolesThatApproveAreGoneWhoMayApproveStandsIn() {
        List<ApprovalNeed> needs = allowed(decide(ADA, submit("auditor"))).terms().approvals();
        Fleet renamed =
                fleet(
                        """
                        roles:
                          boss: {members: discord:1, may: approve, agents: auditor}
                          other: {members: discord:2, may: approve, agents: coder}
                          second: {members: discord:3, may: submit}
                        """);
        Action approve = new Action.Approve(task("auditor", CYD), needs);
        Allowed yes = allowed(Gate.decide(renamed, ADA, approve, any -> Usage.NONE));
        assertThat(yes.terms().approvals()).isEqualTo(needs);
        assertThat(yes.rule().paths()).containsExactly("roles.boss");
        Refused no = refused(Gate.decide(renamed, BEN, approve, any -> Usage.NONE));
        assertThat(no.reason()).endsWith("one of these roles: boss");
        Action own = new Action.Approve(task("auditor", ADA), needs);
        assertThat(refused(Gate.decide(renamed, ADA, own, any -> Usage.NONE)).reason())
                .contains("somebody else");
    }
}
