package dev.crayfleet.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a key lies in: Kafka's own default rule, so that a foreign producer that keys by
 * pool hits the pool's lane without knowing of lanes.
 */
public final class Partitions {
    private Partitions() {}

    /**
     * @param partitions how many the topic has, at least 1
     */
    public static int of(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
