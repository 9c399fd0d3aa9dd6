package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A real broker with the topics of a fleet, to which results and events are written without one.
 */
final class FleetTopics implements AutoCloseable {
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final EmbeddedKafka kafka;
    private final KafkaSettings settings;
    private final Producer<String, byte[]> producer;
    private final Codec codec = new Codec();

    private FleetTopics(EmbeddedKafka kafka) {
        this.kafka = kafka;
        settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
        producer = KafkaClients.newProducer(settings, "test", TIMEOUT);
    }

    static FleetTopics start(Path folder) {
        return new FleetTopics(EmbeddedKafka.start(folder, 0));
    }

    String bootstrap() {
        return kafka.bootstrap();
    }

    KafkaSettings settings() {
        return settings;
    }

    FileRef file(String task, String name, String content) throws Exception {
        return new FileStore(settings, producer, TIMEOUT)
                .put(new TaskId(task), name, content.getBytes(UTF_8));
    }

    /** A task that is known to have ended now; one that failed has had no such model. */
    void result(String id, String prompt, TaskStatus status, RunReport.@Nullable Answer answer) {
        TaskResult result =
                new TaskResult(
                        new TaskId(id),
                        Pool.DEFAULT,
                        status,
                        Prompt.of(prompt),
                        TaskOptions.NONE,
                        new Origin.Http(),
                        Requester.UNKNOWN,
                        1,
                        new RunnerId("runner-1"),
                        status == TaskStatus.SUCCEEDED ? null : "no such model",
                        null,
                        answer == null ? null : report(answer),
                        NOW,
                        NOW);
        send(Topics.RESULTS, id, codec.encode(result), NOW);
    }

    private static RunReport report(RunReport.Answer answer) {
        return new RunReport(
                new RunReport.Workspace("agent-1-a", "workers/x", List.of()),
                new RunReport.Spend("m/x", Thinking.LOW, null, null),
                answer,
                Duration.ofSeconds(1),
                List.of("it was shortened"));
    }

    void event(TaskEvent event) {
        send(Topics.EVENTS, event.key(), codec.encode(event), event.at());
    }

    /** Waits for each, because a record that is lost would be a test that fails elsewhere. */
    private void send(Topics topic, String key, byte[] value, Instant at) {
        int partition = Partitions.of(key, topic.partitions(settings.lanes()));
        try {
            producer.send(
                            new ProducerRecord<>(
                                    topic.topic(), partition, at.toEpochMilli(), key, value))
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(topic.topic() + " was not written", e);
        }
    }

    /** All tasks on the tasks topic. */
    List<TaskSubmitted> tasks() {
        List<TaskSubmitted> tasks = new ArrayList<>();
        try (TopicScan scan =
                TopicScan.open(
                        settings,
                        "test",
                        Topics.TASKS,
                        TopicScan.Seen.WRITTEN,
                        Deadline.after(TIMEOUT))) {
            scan.read(
                    scan.begin(),
                    scan.end(),
                    record -> {
                        RecordPosition at =
                                new RecordPosition(
                                        record.partition(), record.offset(), Instant.EPOCH);
                        if (codec.decodeTask(record.value(), at)
                                instanceof Decoded.Readable<TaskMessage>(TaskSubmitted task)) {
                            tasks.add(task);
                        }
                    },
                    Progress.NONE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return tasks;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        kafka.close();
    }
}
