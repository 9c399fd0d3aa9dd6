package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The audit trail: what happened to tasks and runners, from the events in Kafka. */
@Command(
        name = "events",
        description = {
            "Shows what happened to tasks and runners, the oldest first: the audit trail.",
            "Kafka keeps it for 30 days."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EventsCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(500);

    /** Lines that wait to be sorted by time, because partitions are read one beside the other. */
    private static final int MAX_SORTED = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--task", paramLabel = "ID", description = "of this task, or this runner, only")
    private @Nullable String task;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "10m or 7d ago, or 2026-01-02 (${DEFAULT-VALUE})")
    private String since = "1h";

    @Option(
            names = {"-f", "--follow"},
            description = "goes on until it is stopped")
    private boolean follow;

    @Option(names = "--json", description = "prints each event as JSON, one a line")
    private boolean json;

    @Option(
            names = "--bootstrap",
            description = "where Kafka is ($KAFKA_BOOTSTRAP_SERVERS, 127.0.0.1:9092)")
    private @Nullable String bootstrap;

    private record Shown(long at, String line) {}

    private final List<Shown> waiting = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        Terminal out = Terminal.of(spec);
        Instant from;
        try {
            from = PastTimes.parse(since, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
            return Crayfleet.REFUSED;
        }
        KafkaSettings settings = KafkaSettings.of(FleetAddresses.read().bootstrap(bootstrap));
        FleetAddresses.check(null, settings.bootstrap());
        try (TopicScan events =
                TopicScan.open(
                        settings,
                        "crayfleet-events",
                        Topics.EVENTS,
                        TopicScan.Seen.COMMITTED,
                        Deadline.after(follow ? FOREVER : TIMEOUT))) {
            Map<Integer, Long> position = events.from(from);
            do {
                Map<Integer, Long> end = events.end();
                if (end.equals(position)) {
                    TimeUnit.NANOSECONDS.sleep(FOLLOW_INTERVAL.toNanos());
                } else {
                    events.read(position, end, record -> show(record, end, out), Progress.NONE);
                    flush(out);
                    position = end;
                }
            } while (follow);
            return 0;
        } catch (KafkaRequestException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> record, Map<Integer, Long> end, Terminal out) {
        // What comes later is shown by the next round.
        if (record.offset() >= end.getOrDefault(record.partition(), 0L)) {
            return;
        }
        String key = text(record.key());
        if (task != null && !task.equals(key)) {
            return;
        }
        waiting.add(new Shown(record.timestamp(), line(key, record.value())));
        if (waiting.size() == MAX_SORTED) {
            flush(out);
        }
    }

    private void flush(Terminal out) {
        waiting.sort(Comparator.comparingLong(Shown::at));
        waiting.forEach(each -> {
            if (json) {
                out.json(each.line());
            } else {
                out.line(each.line());
            }
        });
        waiting.clear();
    }

    private String line(String key, byte @Nullable [] value) {
        try {
            JsonNode event = JSON.readTree(value == null ? new byte[0] : value);
            if (json && event.isObject()) {
                return event.toString();
            }
            return json ? unreadable(key, value) : EventLine.of(key, event, ZoneId.systemDefault());
        } catch (IOException e) {
            return json ? unreadable(key, value) : key + "  no event: " + text(value);
        }
    }

    /** So that each line is JSON, also if somebody has written something else to the topic. */
    private static String unreadable(String key, byte @Nullable [] value) {
        return JSON.createObjectNode().put("key", key).put("unreadable", text(value)).toString();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
