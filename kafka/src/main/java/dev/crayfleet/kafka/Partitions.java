package dev.crayfleet.kafka;

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
}
