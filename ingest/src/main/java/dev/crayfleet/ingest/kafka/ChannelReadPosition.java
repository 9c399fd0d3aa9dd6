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
 * Stores how far a channel has been read, which is the id of the last message handled. It is kept
 * in Kafka as the metadata of an offset that is committed for a group that nobody joins. So it is
 * as durable as the tasks, shared by all instances, and needs no topic of its own.
 *
 * <p>Not thread-safe.
 */
public final class ChannelReadPosition implements AutoCloseable {
    /** The group whose commit it is. */
    public static final String GROUP = "crayfleet-ingest";

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final TopicPartition POSITION_PARTITION =
            new TopicPartition(Topics.TASKS.topic(), 0);

    private final Admin admin;
    private final String channel;
    private final Duration timeout;

    /**
     * @param channel snowflake; a stored position of another channel is ignored
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
     * @param attempt to handle a message after {@code lastHandled} that is not known to have ended
     */
    public record Position(long startedAfter, long lastHandled, Attempt attempt) {
        /** Nothing has been handled yet. */
        public static Position startingAt(long latest) {
            return new Position(latest, latest, Attempt.NONE);
        }

        /** Moves forward to a message; never moves back. */
        public Position movedTo(long message) {
            return message > lastHandled ? new Position(startedAfter, message, Attempt.NONE) : this;
        }

        /** A message is about to be handled; counts the attempts. */
        public Position withAttemptAt(long message) {
            return new Position(
                    startedAfter, lastHandled, new Attempt(message, attempt.countOf(message) + 1));
        }

        /**
         * The process stops in an orderly way, so the message that it was handling is not to blame.
         */
        public Position withoutAttempt() {
            return new Position(startedAfter, lastHandled, Attempt.NONE);
        }

        private static Position decode(String[] parts) {
            Attempt attempt =
                    parts.length == 5
                            ? new Attempt(
                                    Long.parseUnsignedLong(parts[3]),
                                    Integer.parseUnsignedInt(parts[4]))
                            : Attempt.NONE;
            return new Position(
                    Long.parseUnsignedLong(parts[1]), Long.parseUnsignedLong(parts[2]), attempt);
        }

        private String encode(String channel) {
            String position =
                    "%s:%s:%s"
                            .formatted(
                                    channel,
                                    Long.toUnsignedString(startedAfter),
                                    Long.toUnsignedString(lastHandled));
            return attempt.equals(Attempt.NONE)
                    ? position
                    : position
                            + ":%s:%d"
                                    .formatted(
                                            Long.toUnsignedString(attempt.message()),
                                            attempt.count());
        }
    }

    /**
     * An attempt to handle the first message after the start of a process.
     *
     * @param message snowflake
     * @param count how many processes in a row have attempted this message as their first
     */
    public record Attempt(long message, int count) {
        public static final Attempt NONE = new Attempt(0, 0);

        /** How often this message was attempted. */
        public int countOf(long id) {
            return id == message ? count : 0;
        }
    }

    /** Empty where this channel was never read. */
    public Optional<Position> read() throws KafkaRequestException, InterruptedException {
        OffsetAndMetadata committed =
                await(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                        .get(POSITION_PARTITION);
        String[] position = committed == null ? new String[0] : committed.metadata().split(":");
        boolean isOurs =
                (position.length == 3 || position.length == 5) && position[0].equals(channel);
        return isOurs ? Optional.of(Position.decode(position)) : Optional.empty();
    }

    /** Returns when Kafka has it. */
    public void write(Position position) throws KafkaRequestException, InterruptedException {
        await(
                admin.alterConsumerGroupOffsets(
                                GROUP,
                                Map.of(
                                        POSITION_PARTITION,
                                        new OffsetAndMetadata(0, position.encode(channel))))
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
