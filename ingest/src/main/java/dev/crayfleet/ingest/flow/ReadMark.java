package dev.crayfleet.ingest.flow;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.flow.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
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

    /** Empty where this channel was never read. */
    public OptionalLong read() throws KafkaSilentException, InterruptedException {
        OffsetAndMetadata committed =
                within(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                        .get(PLACE);
        String mark = committed == null ? "" : committed.metadata();
        return mark.startsWith(channel + ":")
                ? OptionalLong.of(Long.parseUnsignedLong(mark.substring(channel.length() + 1)))
                : OptionalLong.empty();
    }

    /**
     * @param message snowflake of the last message handled
     */
    public void write(long message) throws KafkaSilentException, InterruptedException {
        String mark = channel + ":" + Long.toUnsignedString(message);
        within(
                admin.alterConsumerGroupOffsets(
                                GROUP, Map.of(PLACE, new OffsetAndMetadata(0, mark)))
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
