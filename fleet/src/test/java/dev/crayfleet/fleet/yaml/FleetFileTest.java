package dev.crayfleet.fleet.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.InvalidFiles;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.file.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FleetFileTest {
    private static FleetReading read(String yaml) {
        return FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Fleet fleet(String yaml) {
        return switch (read(yaml)) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private static List<Problem> problems(String yaml) {
        return switch (read(yaml)) {
            case FleetReading.Valid(Fleet fleet) -> throw new AssertionError(fleet);
            case FleetReading.Invalid invalid -> invalid.problems();
        };
    }

    private static Role role(Fleet fleet, String name) {
        return Objects.requireNonNull(fleet.roles().get(name));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = FleetFileTest.class.getResourceAsStream("/valid/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everythingIsUnderstood() throws IOException {
        Fleet fleet = fleet(resource("everything.yaml"));
        assertThat(fleet.agents().get("manager"))
                .isEqualTo(
                        new Agent(
                                "manager",
                                "Plans, delegates, answers for the whole",
                                "primary",
                                Thinking.HIGH,
                                AgentMode.FULL,
                                List.of("planning"),
                                Selection.ALL,
                                1,
                                new Agent.Identity("Manager", "https://example.org/manager.png"),
                                "1471858733452890132",
                                Agent.Memory.KEEP,
                                "agents/manager"));
        Role robots = role(fleet, "robots");
        assertThat(robots.members())
                .containsExactlyInAnyOrder(
                        new Member.KafkaKey("billing-2"),
                        new Member.UnknownKafka(),
                        new Member.Agent("manager"));
        assertThat(robots.may()).containsExactly(Right.SUBMIT);
        assertThat(robots.agents().names()).containsExactly("auditor", "webster");
        assertThat(robots.caps())
                .isEqualTo(
                        new Caps(
                                Duration.ofSeconds(90),
                                0,
                                Priority.LOW,
                                64L * 1024,
                                1024L * 1024,
                                6,
                                2));
        Role member = role(fleet, "member");
        assertThat(member.members()).containsExactly(new Member.AnyDiscordUser());
        assertThat(member.models().names()).containsExactly("cheap", "openai/gpt-5.4-mini");
        assertThat(member.mode()).isEqualTo(AgentMode.RESTRICTED);
        assertThat(fleet.approvals().getFirst().expires()).isEqualTo(Duration.ofDays(7));
        assertThat(fleet.approvals().getFirst().notByRequester()).isTrue();
        assertThat(fleet.version().number()).isZero();
        assertThat(fleet.version().sha256()).hasSize(64);
    }

    @Test
    void anAnchorStandsForWhatItNames() throws IOException {
        Fleet fleet = fleet(resource("anchors.yaml"));
        assertThat(role(fleet, "night").may()).isEqualTo(role(fleet, "day").may());
        assertThat(role(fleet, "both").members()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agents-only.yaml", "empty.yaml"})
    void withoutRolesEverythingIsOpen(String name) throws IOException {
        assertThat(fleet(resource(name)).isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "---\n# nothing\n", "null"})
    void aFileThatSaysNothingIsOpen(String text) {
        assertThat(fleet(text).isOpen()).isTrue();
    }

    @Test
    void allRightsAreThoseOfNow() throws IOException {
        assertThat(role(fleet(resource("json.yaml")), "all").may()).containsExactly(Right.values());
    }

    @ParameterizedTest
    @MethodSource("dev.crayfleet.fleet.InvalidFiles#all")
    void aFaultIsToldWhereItIs(InvalidFiles.Case fault) {
        assertThat(problems(fault.yaml()))
                .anySatisfy(problem -> {
                    assertThat(problem.at().line() + ":" + problem.at().column())
                            .isEqualTo(fault.place());
                    assertThat(problem.path()).isEqualTo(fault.path());
                    assertThat(problem.sentence()).contains(fault.sentence());
                })
                .allSatisfy(problem ->
                        assertThat(problem.sentence()).doesNotContain("Exception", "java"));
    }

    @Test
    void allFaultsAreToldAtOnceInTheOrderOfTheFile() {
        List<Problem> problems =
                problems(
                        """
                        roles:
                          lead:
                            members: [discord:ada, token:ci]
                            may: [submit, fly]
                          lead:
                            may: submit
                            mod: full
                        aproval: []
                        """);
        assertThat(problems).extracting(each -> each.at().line()).containsExactly(3, 4, 5, 7, 8);
        assertThat(problems.get(2).sentence()).isEqualTo("\"lead\" is given twice; keep one");
    }

    @Test
    void noMoreThanFiftyAreTold() {
        FleetReading reading = read("a:\n".replace("a", "roles") + "  r: {may: x}\n".repeat(60));
        assertThat(reading).isInstanceOf(FleetReading.Invalid.class);
        FleetReading.Invalid invalid = (FleetReading.Invalid) reading;
        assertThat(invalid.problems()).hasSize(50);
        assertThat(invalid.more()).isEqualTo(60 + 59 - 50);
    }

    @Test
    void aFieldThatIsGivenTwiceIsRefused() {
        assertThat(problems("roles:\n  r:\n    may: submit\n    may: [\"*\"]\n"))
                .singleElement()
                .hasToString("line 4, column 5: roles.r: \"may\" is given twice; keep one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roles: [",
                "roles:\n\t- x",
                "roles: {r: {may: [*]}}",
                "a: b: c",
                "roles: \"lead",
                "- a\nb: c",
            })
    void whatIsNoYamlIsRefusedAtItsPlace(String text) {
        assertThat(problems(text))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.at().line()).isPositive();
                    assertThat(problem.sentence()).startsWith("this is no YAML: ");
                });
    }

    @Test
    void aStarWithoutQuotesIsExplained() {
        assertThat(problems("roles: {r: {may: [*]}}").getFirst().sentence())
                .endsWith("write \"*\" with quotes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                "roles: !roles {}",
                "roles: {r: {may: !!binary c3VibWl0}}",
                "roles: {r: {may: !!set {submit}}}"
            })
    void tagsAreNotKnown(String text) {
        assertThat(problems(text).getFirst().sentence()).startsWith("tags, which begin with !");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(problems("roles: {r: {may: submit}}\n---\nroles: {}\n"))
                .singleElement()
                .hasToString("line 2, column 1: a second document begins here; the file is one");
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        assertThat(problems("? [a, b]\n: c\n").getFirst().sentence())
                .contains("a name is expected");
    }

    @Test
    @Timeout(10)
    void aBombOfAliasesIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String last = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (last + ", ").repeat(9) + last));
        }
        assertThat(problems(bomb.toString()).getFirst().sentence()).contains("holds too much");
    }

    @Test
    void anAliasWithinItselfIsRefused() {
        assertThat(problems("roles: &r\n  a: *r\n").getFirst().sentence())
                .contains("names no anchor that is complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    @Timeout(10)
    void depthIsBounded(String opening) {
        assertThat(problems(opening.repeat(100_000))).hasSize(1);
    }

    @Test
    @Timeout(10)
    void sizeIsBounded() {
        assertThat(problems("x".repeat(FleetFile.MAX_BYTES + 1)).getFirst().sentence())
                .contains("more than 1,048,576 bytes");
        assertThat(problems("roles: [" + "a,".repeat(60_000) + "]").getFirst().sentence())
                .contains("holds too much");
        assertThat(
                        problems(
                                        "roles: {r: {may: submit, members: ["
                                                + "local,".repeat(1_001)
                                                + "]}}")
                                .getFirst()
                                .sentence())
                .contains("a list of 1,001 is too long");
    }

    @Test
    @Timeout(10)
    void aLongFileOfFaultsTakesNoLongTime() {
        assertThat(problems("roles:\n" + "  r: {may: x, y: z}\n".repeat(90))).hasSize(50);
        assertThat(problems("\"" + "\\\"".repeat(200_000))).hasSize(1);
        assertThat(problems("a: " + "&a ".repeat(100_000))).isNotEmpty();
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThat(FleetFile.read(new byte[] {(byte) 0xC3, 0x28}))
                .isInstanceOf(FleetReading.Invalid.class);
        assertThat(FleetFile.read(new byte[] {0, 1, 2})).isInstanceOf(FleetReading.Invalid.class);
        assertThat(problems("%YAML 3.0\n---\nroles: {}").getFirst().sentence())
                .startsWith("this is no YAML 1.2: leave the line out");
    }

    @Test
    void aByteOrderMarkIsRead() {
        assertThat(fleet("\uFEFFroles: {r: {may: submit}}").roles()).containsOnlyKeys("r");
    }
}
