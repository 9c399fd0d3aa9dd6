package dev.crayfleet.ingest.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
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
 * <p>Not thread-safe.
 */
public final class ChannelReadPosition implements AutoCloseable {
    /** The group whose commit it is. */
    public static final String GROUP = "crayfleet-ingest";

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final TopicPartition MARK_PARTITION =
            new TopicPartition(Topics.TASKS.topic(), 0);

    private final Admin admin;
    private final String channel;
    private final Duration timeout;

    /**
     * @param channel snowflake; a mark of another channel is not this one's
     */
    public ChannelReadPosition(KafkaSettings settings, String channel, Duration timeout) {
        this.admin = Admin.create(settings.admin("crayfleet-ingest-mark"));
        this.channel = channel;
        this.timeout = timeout;
    }

    /**
     * How far the channel has been read.
     *
     * @param startedAfter snowflake; messages up to it were there before ingest first read the
     *     channel
     * @param lastHandled snowflake, not before {@code startedAfter}
     * @param attempt at the message after {@code lastHandled} that is not known to have ended
     */
    public record Mark(long startedAfter, long lastHandled, Attempt attempt) {
        /** Nothing has been handled yet. */
        public static Mark startingAt(long latest) {
            return new Mark(latest, latest, Attempt.NONE);
        }

        /** The mark never goes back. */
        public Mark movedTo(long message) {
            return message > lastHandled ? new Mark(startedAfter, message, Attempt.NONE) : this;
        }

        /** The message is about to be handled, once more if it was before. */
        public Mark withAttemptAt(long message) {
            return new Mark(
                    startedAfter, lastHandled, new Attempt(message, attempt.countOf(message) + 1));
        }

        /** The process stops in order, so the message it was at is not to blame. */
        public Mark withoutAttempt() {
            return new Mark(startedAfter, lastHandled, Attempt.NONE);
        }

        private static Mark decode(String[] parts) {
            Attempt attempt =
                    parts.length == 5
                            ? new Attempt(
                                    Long.parseUnsignedLong(parts[3]),
                                    Integer.parseUnsignedInt(parts[4]))
                            : Attempt.NONE;
            return new Mark(
                    Long.parseUnsignedLong(parts[1]), Long.parseUnsignedLong(parts[2]), attempt);
        }

        private String encode(String channel) {
            String mark =
                    "%s:%s:%s"
                            .formatted(
                                    channel,
                                    Long.toUnsignedString(startedAfter),
                                    Long.toUnsignedString(lastHandled));
            return attempt.equals(Attempt.NONE)
                    ? mark
                    : mark
                            + ":%s:%d"
                                    .formatted(
                                            Long.toUnsignedString(attempt.message()),
                                            attempt.count());
        }
    }

    /**
     * The first message that a process handled after its start.
     *
     * @param message snowflake
     * @param count how many processes in a row have attempted it first
     */
    public record Attempt(long message, int count) {
        public static final Attempt NONE = new Attempt(0, 0);

        /** How often this message was attempted. */
        public int countOf(long id) {
            return id == message ? count : 0;
        }
    }

    /** Empty where this channel was never read. */
    public Optional<Mark> read() throws KafkaRequestException, InterruptedException {
        OffsetAndMetadata committed =
                await(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                        .get(MARK_PARTITION);
        String[] mark = committed == null ? new String[0] : committed.metadata().split(":");
        boolean isOurs = (mark.length == 3 || mark.length == 5) && mark[0].equals(channel);
        return isOurs ? Optional.of(Mark.decode(mark)) : Optional.empty();
    }

    /** Returns when Kafka has it. */
    public void write(Mark mark) throws KafkaRequestException, InterruptedException {
        await(
                admin.alterConsumerGroupOffsets(
                                GROUP,
                                Map.of(
                                        MARK_PARTITION,
                                        new OffsetAndMetadata(0, mark.encode(channel))))
                        .all());
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }

    private <T> T await(KafkaFuture<T> answer) throws KafkaRequestException, InterruptedException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaRequestException(
                    "how far the channel has been read is not known to be kept", e);
        }
    }
}
