package dev.crayfleet.kafka;

import dev.crayfleet.contract.TaskMessage;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a key by Kafka's default partitioner, so that a foreign producer that keys by
 * pool writes to the pool's lane without knowing of lanes.
 */
public final class Partitions {
    private Partitions() {}

    /**
     * @param partitions of the topic, at least 1
     * @return 0 to {@code partitions - 1}
     */
    public static int of(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /**
     * The key of a message on the tasks topic, which leads it to its lane.
     *
     * @param lanes of the fleet
     * @throws IllegalArgumentException with a sentence for people, if there is no such lane
     */
    public static String keyOf(TaskMessage message, int lanes) {
        return switch (message) {
            case TaskMessage.OfTask ofTask -> ofTask.pool().value();
            case TaskMessage.OfPool ofPool -> ofPool.pool().value();
            case TaskMessage.OfLane ofLane -> keyOf(ofLane.lane(), lanes);
        };
    }

    /** A key that leads to that partition, so that whoever moves the record need not know of it. */
    private static String keyOf(int partition, int partitions) {
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException(
                    "there is no lane %d; the lanes of this fleet are 0 to %d"
                            .formatted(partition, partitions - 1));
        }
        int suffix = 0;
        while (of("lane-" + partition + "." + suffix, partitions) != partition) {
            suffix++;
        }
        return "lane-" + partition + "." + suffix;
    }
}
