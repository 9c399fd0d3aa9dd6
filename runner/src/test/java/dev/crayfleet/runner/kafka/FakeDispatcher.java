package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Stands in for the dispatcher: writes claims, and collects the messages of runners. */
final class FakeDispatcher implements AutoCloseable {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private final Codec codec = new Codec();
    private final KafkaSettings kafka;
    private final KafkaConsumer<String, byte[]> runs;
    private final KafkaProducer<String, byte[]> claims;
    private final List<RunMessage> received = new ArrayList<>();

    FakeDispatcher(KafkaSettings kafka) {
        this.kafka = kafka;
        this.runs =
                new KafkaConsumer<>(
                        kafka.consumer("fake-dispatcher"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.claims =
                new KafkaProducer<>(
                        kafka.producer("fake-dispatcher", 30_000),
                        new StringSerializer(),
                        new ByteArraySerializer());
        List<TopicPartition> lanes =
                IntStream.range(0, kafka.lanes())
                        .mapToObj(lane -> new TopicPartition(Topics.RUNS.topic(), lane))
                        .toList();
        runs.assign(lanes);
        runs.seekToBeginning(lanes);
    }

    static Work work(String prompt, TaskOptions options) {
        return new Work(
                Prompt.of(prompt), options, List.of(), Requester.UNKNOWN, new Origin.Http());
    }

    RunnerJoined joined(String runner) {
        return await(
                RunnerJoined.class, message -> message.holder().runner().value().equals(runner));
    }

    Attempt grant(Holder holder, String task, Work work) {
        return grant(holder, new Attempt(new TaskId(task), 1), Pool.DEFAULT, work);
    }

    Attempt grant(Holder holder, Attempt attempt, Pool pool, Work work) {
        return grant(holder, attempt, pool, work, Duration.ofSeconds(15));
    }

    Attempt grant(Holder holder, Attempt attempt, Pool pool, Work work, Duration lease) {
        send(new ClaimGranted(holder, attempt, pool, work, lease, Instant.now()));
        return attempt;
    }

    void send(ClaimMessage message) {
        String runner = message.holder().runner().value();
        claims.send(
                new ProducerRecord<>(
                        Topics.CLAIMS.topic(),
                        Partitions.of(runner, Topics.CLAIMS.partitions(kafka.lanes())),
                        runner,
                        codec.encode(message)));
        claims.flush();
    }

    RunFinished finished(Attempt attempt) {
        return finished(attempt, DEFAULT_TIMEOUT);
    }

    RunFinished finished(Attempt attempt, Duration timeout) {
        return await(RunFinished.class, message -> message.attempt().equals(attempt), 0, timeout);
    }

    /** The first matching message of the type, received already or still to come. */
    <T extends RunMessage> T await(Class<T> type, Predicate<T> matches) {
        return await(type, matches, 0);
    }

    <T extends RunMessage> T await(Class<T> type, Predicate<T> matches, int from) {
        return await(type, matches, from, DEFAULT_TIMEOUT);
    }

    private <T extends RunMessage> T await(
            Class<T> type, Predicate<T> matches, int from, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        int index = from;
        while (true) {
            for (; index < received.size(); index++) {
                RunMessage message = received.get(index);
                if (type.isInstance(message) && matches.test(type.cast(message))) {
                    return type.cast(message);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no such " + type.getSimpleName() + " in " + received);
            }
            poll();
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : runs.poll(Duration.ofMillis(200))) {
            switch (codec.decodeRun(record.value())) {
                case Decoded.Readable<RunMessage> readable -> {
                    RunMessage message = readable.message();
                    if (record.partition()
                            != Partitions.of(message.pool().value(), kafka.lanes())) {
                        throw new AssertionError(message + " lies in lane " + record.partition());
                    }
                    received.add(message);
                }
                case Decoded.Unreadable<RunMessage> bad -> throw new AssertionError(bad.reason());
            }
        }
    }

    /** How many messages were received up to now, to look from there. */
    int position() {
        return received.size();
    }

    List<RunMessage> received() {
        return List.copyOf(received);
    }

    <T extends RunMessage> List<T> received(Class<T> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void close() {
        runs.close();
        claims.close(Duration.ofSeconds(5));
    }
}
