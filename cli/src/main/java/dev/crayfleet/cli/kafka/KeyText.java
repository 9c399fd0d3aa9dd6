package dev.crayfleet.cli.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Keys of records, which are ids. */
final class KeyText {
    private KeyText() {}

    /** Empty if there is none. */
    static String of(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }
}
