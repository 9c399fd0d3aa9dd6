package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The words of some statuses as they are in JSON: a result without any of them needs not be decoded
 * to know that it has none of these statuses, and most have none.
 */
record StatusWords(List<byte[]> words) {
    static StatusWords of(Collection<TaskStatus> statuses) {
        return new StatusWords(
                statuses.stream()
                        .map(status ->
                                ("\"" + status.word() + "\"").getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    boolean mayBeIn(byte[] json) {
        return words.stream().anyMatch(word -> contains(json, word));
    }

    private static boolean contains(byte[] bytes, byte[] word) {
        int last = bytes.length - word.length;
        for (int i = 0; i <= last; i++) {
            if (bytes[i] == word[0]
                    && Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
