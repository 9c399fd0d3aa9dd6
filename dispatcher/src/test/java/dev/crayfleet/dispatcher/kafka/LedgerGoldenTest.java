package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.PackedCodec;
import dev.crayfleet.dispatcher.kafka.LedgerRows.StoredProgress;
import dev.crayfleet.dispatcher.kafka.LedgerRows.StoredSubmission;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.LaneFleet;
import dev.crayfleet.dispatcher.ledger.LaneStop;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.PoolPause;
import dev.crayfleet.dispatcher.ledger.PoolTotals;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.dispatcher.ledger.RunnerEntry;
import dev.crayfleet.dispatcher.ledger.RunnerKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exact bytes of the ledger's rows. What is in a golden file lies in somebody's Kafka: such a
 * file is never changed. Where rows change, a new file is added, and all of them are read.
 */
class LedgerGoldenTest {
    /** As today's version writes it. */
    private static final String NEWEST = "delegation";

    private static final Map<String, Class<?>> TYPES =
            Map.of(
                    LedgerKeys.SUBMISSION, StoredSubmission.class,
                    LedgerKeys.PROGRESS, StoredProgress.class,
                    LedgerKeys.POOL, PoolTotals.class,
                    LedgerKeys.REPLAY, ReplayEntry.class,
                    LedgerKeys.FINISHED, FinishedTask.class,
                    LedgerKeys.RUNNER, RunnerEntry.class,
                    LedgerKeys.STOP, LaneStop.class,
                    LedgerKeys.FLEET, LaneFleet.class,
                    LedgerKeys.PAUSE, PoolPause.class);

    private final PackedCodec codec = LedgerRows.codec();

    @Test
    void theRowsOfTodayAreThoseOfTheNewestFile() {
        assertThat(text(rows(codec, LedgerSamples.all()))).isEqualTo(file(NEWEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "names",
                "positions-and-holds",
                "models",
                "hosts-and-traces",
                "fleet-file",
                NEWEST
            })
    void theRowsOfEveryFileAreReadAsWhatWasWritten(String name) {
        List<LedgerEntry> written =
                switch (name) {
                    case NEWEST -> LedgerSamples.all();
                    case "fleet-file" -> LedgerSamples.withFleet();
                    case "hosts-and-traces" -> LedgerSamples.withTraces();
                    case "models" -> LedgerSamples.withModels();
                    case "positions-and-holds" -> LedgerSamples.withHolds();
                    default -> LedgerSamples.first();
                };
        assertThat(decoded(parse(file(name)))).isEqualTo(records(written));
    }

    @Test
    void rowsOfEveryKindAreInTheFile() {
        List<String> written =
                Stream.of(LedgerEntry.class.getPermittedSubclasses())
                        .filter(type -> type != LedgerEntry.Unrecorded.class)
                        .map(Class::getSimpleName)
                        .filter(name -> !name.matches(".*(Forgotten|Removed)|ReplayClosed"))
                        .toList();
        assertThat(LedgerSamples.all().stream().map(entry -> entry.getClass().getSimpleName()))
                .containsAll(written);
    }

    private static List<KeyValue<String, byte[]>> rows(
            PackedCodec codec, List<LedgerEntry> entries) {
        LedgerRows rows = new LedgerRows(codec, key -> false);
        entries.forEach(rows::add);
        return rows.rows().stream()
                .filter(row -> row.value != null)
                .map(row -> new KeyValue<>(row.key, Objects.requireNonNull(row.value)))
                .toList();
    }

    /** What the rows have to say, without the codec. */
    private static Map<String, Object> records(List<LedgerEntry> entries) {
        Map<String, Object> records = new TreeMap<>();
        for (LedgerEntry entry : entries) {
            switch (entry) {
                case LedgerEntry.TaskPut(var task) -> {
                    records.put(
                            LedgerKeys.SUBMISSION + task.id(),
                            StoredSubmission.of(task.submission()));
                    records.put(LedgerKeys.PROGRESS + task.id(), StoredProgress.of(task));
                }
                case LedgerEntry.TaskClosed(var task) -> {
                    records.put(LedgerKeys.FINISHED + task.id(), task);
                    records.put(LedgerKeys.ended(task.finishedAt(), task.id()), "");
                }
                case LedgerEntry.RunnerPut(var runner) ->
                        records.put(
                                LedgerKeys.runner(new RunnerKey(runner.pool(), runner.holder())),
                                runner);
                case LedgerEntry.RunnerQuiet(var runner, var since) ->
                        records.put(
                                LedgerKeys.quiet(runner),
                                Objects.requireNonNull(since).toEpochMilli());
                case LedgerEntry.PoolCounted(var totals) ->
                        records.put(LedgerKeys.POOL + totals.pool(), totals);
                case LedgerEntry.ReplayPut(var replay) ->
                        records.put(LedgerKeys.REPLAY + replay.request().id(), replay);
                case LedgerEntry.StopPut(var stop) -> records.put(LedgerKeys.STOP, stop);
                case LedgerEntry.FleetPut(var fleet) -> records.put(LedgerKeys.FLEET, fleet);
                case LedgerEntry.PausePut(var pause) ->
                        records.put(LedgerKeys.PAUSE + pause.pool(), pause);
                default -> throw new IllegalArgumentException("not a sample: " + entry);
            }
        }
        return records;
    }

    private Map<String, Object> decoded(Map<String, byte[]> rows) {
        Map<String, Object> decoded = new TreeMap<>();
        rows.forEach((key, value) -> {
            Class<?> type = type(key);
            if (type != null) {
                decoded.put(key, codec.decode(value, type));
            } else if (key.startsWith(LedgerKeys.QUIET)) {
                decoded.put(key, LedgerRows.decodeInstant(value).toEpochMilli());
            } else {
                decoded.put(key, new String(value, StandardCharsets.UTF_8));
            }
        });
        return decoded;
    }

    /** Absent for rows that are no records. */
    private static @Nullable Class<?> type(String key) {
        return TYPES.entrySet().stream()
                .filter(each -> key.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String text(List<KeyValue<String, byte[]>> rows) {
        return rows.stream()
                .map(row -> row.key + " " + Base64.getEncoder().encodeToString(row.value) + "\n")
                .collect(Collectors.joining());
    }

    private static Map<String, byte[]> parse(String text) {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        text.lines()
                .forEach(line -> {
                    String[] parts = line.split(" ", 2);
                    rows.put(parts[0], Base64.getDecoder().decode(parts[1]));
                });
        return rows;
    }

    private static String file(String name) {
        try (InputStream in =
                LedgerGoldenTest.class.getResourceAsStream("/golden/ledger/" + name + ".txt")) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
