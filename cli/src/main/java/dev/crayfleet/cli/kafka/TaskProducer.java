package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes one task to the tasks topic, as any producer may. */
public final class TaskProducer {
    private static final int TIMEOUT_MS = 20_000;

    private TaskProducer() {}

    /**
     * Returns when Kafka has the task.
     *
     * @throws IllegalArgumentException if the prompt is too large to be carried
     * @throws IllegalStateException with a sentence for people, if Kafka does not take it
     */
    public static void submit(
            KafkaSettings settings, TaskId id, String prompt, Pool pool, TaskOptions options) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        settings.producer("crayfleet-cli", TIMEOUT_MS),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            FileStore files = new FileStore(settings, producer, Duration.ofMillis(TIMEOUT_MS));
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
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS.topic(), pool.value(), new Codec().encode(task)))
                    .get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException
                | TimeoutException
                | KafkaException
                | FileStore.FileLostException e) {
            throw new IllegalStateException(
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
