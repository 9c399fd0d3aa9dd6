package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.cli.kafka.EventLog;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
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
            "Kafka keeps it for 30 days. Many are in order by blocks of 10,000, because the",
            "partitions of the topic are read side by side."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EventsCommand implements Callable<Integer> {
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
        KafkaSettings settings = FleetAddresses.read().kafka(bootstrap);
        FleetAddresses.check(null, settings.bootstrap());
        SortedLines lines = new SortedLines(json ? out::json : out::line);
        EventLog.Visitor visitor = (key, at, event) -> lines.add(at, line(key, event));
        try (EventLog log = EventLog.open(settings, task, from, Duration.ZERO)) {
            log.read(visitor, Progress.NONE);
            lines.flush();
            if (follow) {
                log.follow(visitor, lines::flush, () -> false);
            }
        }
        return 0;
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
