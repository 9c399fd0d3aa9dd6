package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.kafka.Interrupts;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.configuration.kafka.ProducerRegistry;
import io.micronaut.configuration.kafka.annotation.KafkaClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Asks runners what their agents print, for people who want to see it. For many threads, a few of
 * which wait at a time.
 */
@Singleton
@RequiresDispatcher
public class RunnerLogs {
    /** How long a runner may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_QUESTIONS = 8;

    private final KafkaSettings kafka;
    private final Duration kafkaTimeout;
    private final DispatcherClock clock;
    private final LogExchange exchange;
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    private final LogQuestionLimit limit = new LogQuestionLimit();
    private volatile boolean isClosed;

    /**
     * @param producers not used: what depends on it is closed before the producers are
     */
    RunnerLogs(
            @KafkaClient("dispatcher-requests") Producer<String, byte[]> producer,
            ProducerRegistry producers,
            KafkaSettings kafka,
            HttpSettings settings,
            DispatcherClock clock) {
        this.kafka = kafka;
        this.kafkaTimeout = settings.answerTimeout();
        this.clock = clock;
        this.exchange = new LogExchange(producer, kafka.lanes(), kafkaTimeout, () -> isClosed);
    }

    /** What became of a question. */
    public sealed interface Reply {
        record Answered(LogAnswered answer) implements Reply {}

        /** It was asked a moment ago, or too much is asked at the same time. */
        record TooSoon() implements Reply {}

        /** The runner did not answer in time. */
        record Silent() implements Reply {}
    }

    /**
     * Asks the runner that holds an attempt, and waits for the answer.
     *
     * @param after position behind what the person has seen; absent where that is nothing
     * @throws KafkaRequestException if Kafka does not answer
     */
    public Reply ask(Pool pool, Holder holder, Attempt attempt, @Nullable Long after)
            throws KafkaRequestException, InterruptedException {
        if (!questions.tryAcquire()) {
            return new Reply.TooSoon();
        }
        try {
            if (!limit.allow(attempt.task(), System.nanoTime())) {
                return new Reply.TooSoon();
            }
            String name = UUID.randomUUID().toString();
            return ask(new LogRequested(holder, attempt, pool, name, after, clock.instant()))
                    .<Reply>map(Reply.Answered::new)
                    .orElseGet(Reply.Silent::new);
        } catch (InterruptException e) {
            throw Interrupts.toInterruptedException(e);
        } catch (KafkaException e) {
            throw new KafkaRequestException("Kafka does not answer", e);
        } finally {
            questions.release();
        }
    }

    private Optional<LogAnswered> ask(LogRequested question)
            throws KafkaRequestException, InterruptedException {
        try (Consumer<byte[], byte[]> runs = runsConsumer()) {
            return exchange.ask(question, runs, Deadline.after(TIMEOUT));
        }
    }

    private Consumer<byte[], byte[]> runsConsumer() {
        var settings = kafka.consumer("crayfleet-dispatcher-logs");
        int timeout = Math.toIntExact(kafkaTimeout.toMillis());
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @PreDestroy
    void close() {
        isClosed = true;
    }
}
