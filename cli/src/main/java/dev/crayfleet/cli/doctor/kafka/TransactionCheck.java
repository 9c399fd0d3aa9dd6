package dev.crayfleet.cli.doctor.kafka;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * Transactions that stay open. Readers of committed records do not get past one, so that a lane
 * stands still behind it.
 */
record TransactionCheck(Admin admin, InstantSource clock) {
    /**
     * A dispatcher commits within milliseconds, and what the dead leave is ended within seconds.
     */
    static final Duration MAX_AGE = Duration.ofSeconds(60);

    List<Finding> findings(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, PartitionProducerState> producers =
                admin.describeProducers(partitions).all().get();
        Instant old = clock.instant().minus(MAX_AGE);
        List<Finding> findings = new ArrayList<>();
        producers.forEach((partition, state) ->
                state.activeProducers().stream()
                        .filter(each -> each.currentTransactionStartOffset().isPresent())
                        .filter(each -> each.lastTimestamp() < old.toEpochMilli())
                        .forEach(each -> findings.add(finding(partition, each))));
        return findings;
    }

    private Finding finding(TopicPartition partition, ProducerState producer) {
        Duration age =
                Duration.between(Instant.ofEpochMilli(producer.lastTimestamp()), clock.instant());
        return Finding.error(
                "A transaction has been open for %s on %s, since offset %d: nothing behind it is read. A dispatcher that runs ends such; without one, kafka-transactions.sh abort --topic %s --partition %d --start-offset %d does."
                        .formatted(
                                ReadableTimes.duration(Duration.ofSeconds(age.toSeconds())),
                                partition,
                                producer.currentTransactionStartOffset().orElse(-1),
                                partition.topic(),
                                partition.partition(),
                                producer.currentTransactionStartOffset().orElse(-1)));
    }
}
