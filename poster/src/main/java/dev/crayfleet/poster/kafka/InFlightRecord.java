package dev.crayfleet.poster.kafka;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is done for one record, until it is dealt with or is another instance's. Of one thread. */
final class Work {
    final ConsumerRecord<byte[], byte[]> record;
    final TopicPartition partition;

    /** Why it is not even begun. */
    @Nullable String givenUp;

    /** Set while it is committed as begun. */
    @Nullable CrashCounter strikes;

    @Nullable Future<RecordHandler.Dealt> answer;
    boolean lost;
    boolean ended;

    Work(ConsumerRecord<byte[], byte[]> record, @Nullable String givenUp) {
        this.record = record;
        this.partition = new TopicPartition(record.topic(), record.partition());
        this.givenUp = givenUp;
    }

    /**
     * As if it had not been begun.
     *
     * @param commits to which is added what is to be committed for that
     */
    void unbegin(Map<TopicPartition, OffsetAndMetadata> commits) {
        if (strikes != null && !lost) {
            commits.put(partition, strikes.unharmed());
            strikes = null;
        }
    }

    void lose() {
        lost = true;
        cancel();
    }

    void cancel() {
        if (answer != null) {
            answer.cancel(true);
        }
    }
}
