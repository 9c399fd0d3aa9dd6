package dev.crayfleet.cli.kafka;

import dev.crayfleet.cli.machine.CurrentUser;
import dev.crayfleet.cli.submission.Attachment;
import dev.crayfleet.cli.submission.SubmitWay;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskHead;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TaskSender;
import dev.crayfleet.kafka.TopicScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Writes tasks to the tasks topic, as any producer may: no service of the fleet need run. */
public final class TaskProducer implements SubmitWay {
    private static final String CLIENT = "crayfleet-cli";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOOK_UP_TIMEOUT = Duration.ofMinutes(10);

    private final KafkaSettings settings;
    private final TaskSender sender;
    private final FileStore files;
    private final Codec codec = new Codec();

    /** Of tasks that will be submitted and are there already, whether they ask the same. */
    private final Map<TaskId, Boolean> known = new HashMap<>();

    private TaskProducer(KafkaSettings settings, Producer<String, byte[]> producer) {
        this.settings = settings;
        this.sender = TaskSender.byKey(producer, TIMEOUT).signing(settings.signing().keys());
        this.files = new FileStore(settings, producer, TIMEOUT);
    }

    /** Connects when the first task is written. */
    public static TaskProducer open(KafkaSettings settings) {
        return new TaskProducer(settings, KafkaClients.newProducer(settings, CLIENT, TIMEOUT));
    }

    /** Reads the whole tasks topic once. */
    @Override
    public void lookUp(Map<TaskId, String> fingerprints, Progress progress) {
        Map<String, TaskId> ids = new HashMap<>();
        fingerprints.keySet().forEach(each -> ids.put(each.value(), each));
        try (TopicScan tasks =
                TopicScan.open(
                        settings,
                        CLIENT,
                        Topics.TASKS,
                        TopicScan.Seen.WRITTEN,
                        Deadline.after(LOOK_UP_TIMEOUT))) {
            tasks.read(
                    tasks.begin(),
                    tasks.end(),
                    record ->
                            TaskHead.of(record.value())
                                    .map(TaskHead::id)
                                    .map(ids::get)
                                    .ifPresent(id ->
                                            look(record, id, fingerprints.getOrDefault(id, ""))),
                    progress);
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The first record with an id is the task. */
    private void look(ConsumerRecord<byte[], byte[]> record, TaskId id, String fingerprint) {
        RecordPosition position =
                new RecordPosition(
                        record.partition(),
                        record.offset(),
                        Instant.ofEpochMilli(Math.max(0, record.timestamp())));
        if (codec.decodeTask(record.value(), position)
                        instanceof Decoded.Readable<TaskMessage>(TaskSubmitted task)
                && task.id().equals(id)) {
            known.putIfAbsent(id, TaskFingerprint.of(task).equals(fingerprint));
        }
    }

    @Override
    public FileRef store(TaskId task, Attachment file) {
        try {
            return files.put(task, file.name(), file.content());
        } catch (KafkaException | FileStore.FileLostException e) {
            throw away(e);
        }
    }

    @Override
    public boolean submit(TaskId id, SubmittableTask task) {
        if (task.needs() != null) {
            throw new IllegalArgumentException(
                    "a capability is looked for by ingest only: submit it without --kafka, or name the agent");
        }
        Boolean isSame = known.get(id);
        if (isSame != null) {
            if (!isSame) {
                throw new IllegalArgumentException(
                        "task id \"%s\" belongs to another task, which asks something else"
                                .formatted(id));
            }
            return true;
        }
        try {
            sender.send(
                    new TaskSubmitted(
                            id,
                            task.pool(),
                            storePrompt(id, task.prompt()),
                            task.options(),
                            task.files(),
                            new Origin.Cli(),
                            task.requester() == null ? CurrentUser.requester() : task.requester(),
                            Instant.now(),
                            null,
                            TraceParent.parse(System.getenv(TraceParent.VARIABLE))));
            return false;
        } catch (KafkaRequestException | KafkaException | FileStore.FileLostException e) {
            throw away(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private UnreachableException away(Exception cause) {
        return new UnreachableException(
                KafkaRefusal.orElse(
                        settings,
                        cause,
                        "Kafka at %s does not take the task. Is it running, and has a fleet made its topics?"
                                .formatted(settings.bootstrap())),
                cause);
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    private Prompt storePrompt(TaskId id, String prompt) throws FileStore.FileLostException {
        if (Prompt.fitsInline(prompt)) {
            return Prompt.of(prompt);
        }
        byte[] content = prompt.getBytes(StandardCharsets.UTF_8);
        if (content.length > Limits.FILE_BYTES) {
            throw new IllegalArgumentException(
                    "the task has %,d bytes; at most %,d are carried"
                            .formatted(content.length, Limits.FILE_BYTES));
        }
        return new Prompt(
                Limits.cut(prompt, Limits.PROMPT_EXCERPT_CHARS),
                files.put(id, "TASK.txt", content));
    }

    @Override
    public void close() {
        sender.close();
    }
}
