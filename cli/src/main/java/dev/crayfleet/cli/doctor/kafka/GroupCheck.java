package dev.crayfleet.cli.doctor.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Who reads what from Kafka, and how far behind: the services, seen from the broker. */
record GroupCheck(KafkaSettings settings, Admin admin) {
    /** What a service that is well may have before it, of records that just came. */
    private static final long MAX_LAG = 1_000;

    /**
     * A group of consumers.
     *
     * @param topic whose records it is behind with
     * @param without what does not happen while nobody is in it
     */
    private record Reader(String group, String service, Topics topic, String without) {}

    private static final List<Reader> READERS =
            List.of(
                    new Reader(
                            "crayfleet-dispatcher",
                            "dispatcher",
                            Topics.TASKS,
                            "tasks are kept and nobody claims them. Start crayfleet dispatcher"),
                    new Reader(
                            "crayfleet-poster",
                            "poster",
                            Topics.RESULTS,
                            "results wait in Kafka and are not posted. Start crayfleet poster, if Discord is used"));

    List<Finding> findings() throws ExecutionException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (Reader reader : READERS) {
            findings.add(finding(reader));
        }
        return findings;
    }

    private Finding finding(Reader reader) throws ExecutionException, InterruptedException {
        int members = members(reader.group());
        long lag = lag(reader);
        if (members == 0) {
            return Finding.warning(
                    "No %s is alive: %s.%s"
                            .formatted(
                                    reader.service(),
                                    reader.without(),
                                    lag == 0
                                            ? ""
                                            : " %,d records of %s wait."
                                                    .formatted(lag, reader.topic().topic())));
        }
        String alive =
                members == 1
                        ? "A %s reads %s".formatted(reader.service(), reader.topic().topic())
                        : "%d consumers of the %s read %s"
                                .formatted(members, reader.service(), reader.topic().topic());
        return lag > MAX_LAG
                ? Finding.warning(
                        "%s and %s %,d records behind: look at its log and /health."
                                .formatted(alive, members == 1 ? "is" : "are", lag))
                : Finding.ok("%s, %,d records behind.".formatted(alive, lag));
    }

    private int members(String group) throws ExecutionException, InterruptedException {
        try {
            ConsumerGroupDescription description =
                    admin.describeConsumerGroups(List.of(group))
                            .all()
                            .thenApply(all -> Objects.requireNonNull(all.get(group)))
                            .get();
            return description.members().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Records that are committed in the topic and that the group has not committed to have read.
     */
    private long lag(Reader reader) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> read =
                admin.listConsumerGroupOffsets(reader.group())
                        .partitionsToOffsetAndMetadata()
                        .get();
        Map<TopicPartition, KafkaFuture<Long>> ends = new HashMap<>();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int each = 0; each < reader.topic().partitions(settings.lanes()); each++) {
            asked.put(new TopicPartition(reader.topic().topic(), each), OffsetSpec.latest());
        }
        var latest = admin.listOffsets(asked);
        asked.keySet()
                .forEach(each ->
                        ends.put(
                                each,
                                latest.partitionResult(each).thenApply(result -> result.offset())));
        long lag = 0;
        for (Map.Entry<TopicPartition, KafkaFuture<Long>> end : ends.entrySet()) {
            try {
                OffsetAndMetadata position = read.get(end.getKey());
                // The marker of a transaction takes an offset too, and nobody reads it.
                lag +=
                        Math.max(
                                0,
                                end.getValue().get() - (position == null ? 0 : position.offset()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return lag;
    }
}
