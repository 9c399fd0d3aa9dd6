package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TaskSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Writes one task to the tasks topic, as any producer may. */
public final class TaskProducer {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private TaskProducer() {}

    /**
     * Returns when Kafka has the task.
     *
     * @throws IllegalArgumentException if the prompt is too large to be carried
     * @throws UnreachableException with a sentence for people, if Kafka does not take it
     */
    public static void submit(
            KafkaSettings settings, TaskId id, String prompt, Pool pool, TaskOptions options) {
        Producer<String, byte[]> producer =
                KafkaClients.newProducer(settings, "crayfleet-cli", TIMEOUT);
        try (TaskSender sender = TaskSender.byKey(producer, TIMEOUT)) {
            FileStore files = new FileStore(settings, producer, TIMEOUT);
            TaskSubmitted task =
                    new TaskSubmitted(
                            id,
                            pool,
                            storePrompt(files, id, prompt),
                            options,
                            List.of(),
                            new Origin.Cli(),
                            requester(),
                            Instant.now(),
                            null);
            sender.send(task);
        } catch (KafkaRequestException | KafkaException | FileStore.FileLostException e) {
            throw new UnreachableException(
                    "Kafka at %s does not take the task. Is it running, and has a fleet made its topics?"
                            .formatted(settings.bootstrap()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Prompt storePrompt(FileStore files, TaskId id, String prompt)
            throws FileStore.FileLostException {
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

    private static Requester requester() {
        String user = System.getProperty("user.name", "unknown");
        return new Requester("cli:" + user, user);
    }
}
