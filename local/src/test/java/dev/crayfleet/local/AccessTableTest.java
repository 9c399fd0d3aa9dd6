package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.Crayfleet;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.ingest.IngestApp;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.signing.UnsignedRecord;
import dev.crayfleet.local.AccessTable.Act;
import dev.crayfleet.local.AccessTable.Who;
import dev.crayfleet.poster.PosterApp;
import dev.crayfleet.runner.RunnerApp;
import dev.crayfleet.stage.access.CurrentFleet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/**
 * Everything that can be asked by everybody there is, by the fleet file that the docs have: of
 * lanes, which every way in passes, and of ingest. What is not in the table fails.
 */
class AccessTableTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AccessTable TABLE = AccessTable.of(example());

    /** The first fleet file of the docs. */
    private static String example() {
        try {
            String page = Files.readString(Path.of("..", "docs", "fleet.md"));
            return page.substring(
                    page.indexOf("```yaml\n") + 8, page.indexOf("\n```\n\nWhere a list"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> messages() {
        return AccessTable.MESSAGES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey((a, b) -> a.getName().compareTo(b.getName())))
                .flatMap(each ->
                        each.getValue().stream()
                                .flatMap(act ->
                                        Arrays.stream(Who.values())
                                                .map(who ->
                                                        Arguments.of(each.getKey(), act, who))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aLaneDoesWhatTheFileAllowsAndNothingElse(
            Class<? extends TaskMessage> type, Act act, Who who) {
        TableLane lane = new TableLane(TABLE.fleet(), NOW);
        lane.prepare(who, type);
        lane.ask(type, act, who);
        if (TABLE.allows(who, act)) {
            assertThat(lane.lastRefusal()).isNull();
            assertThat(lane.changedByLast()).as("what is allowed is done").isTrue();
        } else {
            assertThat(lane.lastRefusal()).isNotNull();
            assertThat(lane.changedByLast()).as("what is refused changes nothing").isFalse();
        }
    }

    /** Somebody who may nothing is in the table, and somebody who may everything. */
    @Test
    void theTableTellsPeopleApart() {
        Map<Who, Long> allowed = new TreeMap<>();
        for (Who who : Who.values()) {
            allowed.put(
                    who, Arrays.stream(Act.values()).filter(act -> TABLE.allows(who, act)).count());
        }
        assertThat(allowed)
                .containsEntry(Who.STRANGER, 1L)
                .containsEntry(Who.UNSIGNED, 1L)
                .containsEntry(Who.LEAD, (long) Act.values().length)
                .containsEntry(Who.TOKEN, (long) Act.values().length);
        assertThat(allowed.get(Who.MEMBER)).isBetween(3L, Act.values().length - 5L);
    }

    @Test
    void everyMessageOfTheTopicIsInTheTable() {
        Set<Class<? extends TaskMessage>> all = new HashSet<>(AccessTable.MESSAGES.keySet());
        all.addAll(AccessTable.OF_LANES);
        assertThat(leaves(TaskMessage.class)).containsExactlyInAnyOrderElementsOf(all);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(AccessTableTest::leaves)
                : Stream.of(type);
    }

    /** A record of ours that nobody has signed is nobody's, whoever it names. */
    @ParameterizedTest
    @MethodSource("messages")
    void noUnsignedRecordIsBelievedOfAnybody(Class<? extends TaskMessage> type, Act act, Who who) {
        TaskMessage message = new TableLane(TABLE.fleet(), NOW).message(type, act, who);
        boolean isForeign =
                message instanceof TaskSubmitted task
                        && task.origin() instanceof Origin.Kafka
                        && task.requester().equals(Requester.UNKNOWN);
        assertThat(UnsignedRecord.objection(message, new RecordPosition(0, 1_000, NOW)).isEmpty())
                .isEqualTo(isForeign);
    }

    static Stream<Arguments> people() {
        return Arrays.stream(Who.values()).map(Arguments::of);
    }

    /** A message, a reply, an attachment, {@code POST /tasks} and {@code POST /files}. */
    @ParameterizedTest
    @MethodSource("people")
    void ingestAnswersAsTheLaneWill(Who who) {
        SubmitGate gate = new SubmitGate(current(), false);
        for (Act act : List.of(Act.SUBMIT, Act.SUBMIT_FOR_ANOTHER_AGENT)) {
            assertThat(
                            gate.refusal(
                                            who.requester(),
                                            who.origin(),
                                            new Pool(act.agent()),
                                            TaskOptions.NONE,
                                            10,
                                            10)
                                    .isEmpty())
                    .as("%s", act)
                    .isEqualTo(TABLE.allows(who, act));
        }
        boolean mayUpload =
                TABLE.allows(who, Act.SUBMIT) || TABLE.allows(who, Act.SUBMIT_FOR_ANOTHER_AGENT);
        if (who.origin() instanceof Origin.Http) {
            assertThat(gate.uploadRefusal(who.requester()).isEmpty()).isEqualTo(mayUpload);
        }
        String withKey = "use " + BearerToken.random();
        assertThat(
                        gate.secretRefusal(who.requester(), who.origin(), Pool.DEFAULT, withKey)
                                .isEmpty())
                .isEqualTo(TABLE.allows(who, Act.POST_A_KEY));
    }

    private static CurrentFleet current() {
        CurrentFleet current = new CurrentFleet();
        current.follow(
                new FleetFileRecord(
                        1,
                        FleetJson.sha256(TABLE.fleet()),
                        new String(FleetJson.write(TABLE.fleet()), StandardCharsets.UTF_8),
                        new Order("o", Who.LEAD.requester(), null, NOW)));
        return current;
    }

    /** Another one hears of something that nobody has thought of here. */
    @Test
    void everyListenerAtDiscordIsInTheTable() throws Exception {
        Map<String, Set<String>> listeners = new TreeMap<>();
        for (Class<?> of :
                List.of(
                        IngestApp.class,
                        PosterApp.class,
                        RunnerApp.class,
                        DiscordLink.class,
                        Crayfleet.class,
                        LocalFleet.class)) {
            for (Class<?> each : classesBeside(of)) {
                if (isListener(each)) {
                    listeners.put(each.getName(), handlers(each));
                }
            }
        }
        assertThat(listeners).isEqualTo(AccessTable.LISTENERS);
    }

    private static Set<String> handlers(Class<?> listener) {
        return Arrays.stream(listener.getDeclaredMethods())
                .filter(each -> !each.isSynthetic())
                .filter(each -> each.getParameterCount() == 1)
                .filter(each ->
                        each.getParameterTypes()[0]
                                .getName()
                                .startsWith("net.dv8tion.jda.api.events."))
                .map(each -> each.getName())
                .collect(Collectors.toSet());
    }

    private static boolean isListener(@Nullable Class<?> type) {
        return type != null
                && (type.getName().equals("net.dv8tion.jda.api.hooks.EventListener")
                        || isListener(type.getSuperclass())
                        || Arrays.stream(type.getInterfaces())
                                .anyMatch(AccessTableTest::isListener));
    }

    /** All classes of the folder, or the jar, that a class is from. */
    private static List<Class<?>> classesBeside(Class<?> one) throws Exception {
        URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return classesIn(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
            return classesIn(jar.getPath("/"));
        }
    }

    private static List<Class<?>> classesIn(Path root) throws Exception {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (name.startsWith("dev.crayfleet.") && !name.endsWith("-info.class")) {
                    classes.add(
                            Class.forName(
                                    name.substring(0, name.length() - ".class".length()),
                                    false,
                                    AccessTableTest.class.getClassLoader()));
                }
            }
        }
        assertThat(classes).isNotEmpty();
        return classes;
    }

    @Test
    void everyCommandIsInTheTable() {
        Command command = Objects.requireNonNull(Crayfleet.class.getAnnotation(Command.class));
        assertThat(
                        Arrays.stream(command.subcommands())
                                .map(each -> each.getAnnotation(Command.class).name()))
                .containsExactlyInAnyOrderElementsOf(AccessTable.COMMANDS.keySet());
    }
}
