package dev.crayfleet.ingest.flow;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.flow.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a channel has been read: the id of the last message handled. It is kept in Kafka, as the
 * metadata of an offset committed for a group that nobody joins, so that it is as durable as the
 * tasks, is shared by all instances, and needs no topic of its own.
 *
 * <p>Of one thread.
 */
public final class ReadMark implements AutoCloseable {
    /** The group whose commit it is. */
    public static final String GROUP = "crayfleet-ingest";

    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final TopicPartition PLACE = new TopicPartition(Topics.TASKS.topic(), 0);

    private final Admin admin;
    private final String channel;
    private final Duration patience;

    /**
     * @param channel snowflake; a mark of another channel is not this one's
     */
    public ReadMark(KafkaSettings settings, String channel, Duration patience) {
        this.admin = Admin.create(settings.admin("crayfleet-ingest-mark"));
        this.channel = channel;
        this.patience = patience;
    }

    /**
     * How far the channel has been read.
     *
     * @param begun snowflake; what is not after it was there before us and is history
     * @param last snowflake of the last message handled, not before {@code begun}
     */
    public record Mark(long begun, long last) {
        /** Nothing handled yet. */
        public static Mark begin(long latest) {
            return new Mark(latest, latest);
        }

        /** The mark never goes back. */
        public Mark after(long message) {
            return message > last ? new Mark(begun, message) : this;
        }
    }

    /** Empty where this channel was never read. */
    public Optional<Mark> read() throws KafkaSilentException, InterruptedException {
        OffsetAndMetadata committed =
                within(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                        .get(PLACE);
        String[] mark = committed == null ? new String[0] : committed.metadata().split(":");
        return mark.length == 3 && mark[0].equals(channel)
                ? Optional.of(
                        new Mark(Long.parseUnsignedLong(mark[1]), Long.parseUnsignedLong(mark[2])))
                : Optional.empty();
    }

    /** Returns when Kafka has it. */
    public void write(Mark mark) throws KafkaSilentException, InterruptedException {
        String text =
                "%s:%s:%s"
                        .formatted(
                                channel,
                                Long.toUnsignedString(mark.begun()),
                                Long.toUnsignedString(mark.last()));
        within(
                admin.alterConsumerGroupOffsets(
                                GROUP, Map.of(PLACE, new OffsetAndMetadata(0, text)))
                        .all());
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }

    private <T> T within(KafkaFuture<T> answer) throws KafkaSilentException, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaSilentException(
                    "how far the channel has been read is not known to be kept", e);
        }
    }
}
