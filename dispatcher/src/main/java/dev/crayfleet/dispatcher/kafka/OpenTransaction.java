package dev.crayfleet.dispatcher.kafka;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * One transaction that a partition holds open. No other begins at the same offset.
 *
 * @param startOffset of its first record there
 */
record OpenTransaction(
        TopicPartition partition,
        long producerId,
        int producerEpoch,
        int coordinatorEpoch,
        long startOffset) {
    /** The transactions of a partition's producers; producers without an open one are left out. */
    static Set<OpenTransaction> in(TopicPartition partition, Collection<ProducerState> producers) {
        return producers.stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(producer -> {
                    OptionalLong start = producer.currentTransactionStartOffset();
                    return new OpenTransaction(
                            partition,
                            producer.producerId(),
                            producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0),
                            start.orElse(-1));
                })
                .collect(Collectors.toSet());
    }
}
