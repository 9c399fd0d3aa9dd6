package dev.crayfleet.trial.storm;

import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.corpus.HostileRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One hostile input of the corpus, and the path by which it is sent. */
sealed interface HostileDelivery {
    /** Its name in reports. */
    String label();

    /** Sent to its topic. */
    record OfRecord(HostileRecord record) implements HostileDelivery {
        @Override
        public String label() {
            return record.toString();
        }
    }

    /** Sent by Discord or HTTP. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfContent(HostilePath path, HostileInput input, byte[] content)
            implements HostileDelivery {
        @Override
        public String label() {
            return input + " by " + path.label();
        }
    }

    /** The whole corpus, each input once by each path that can take it, shuffled by the seed. */
    static List<HostileDelivery> all(long seed) {
        List<HostileDelivery> all = new ArrayList<>();
        HostileRecord.all().forEach(each -> all.add(new OfRecord(each)));
        addAll(
                all,
                "text",
                "text",
                HostilePath.MESSAGE,
                HostilePath.ATTACHMENT,
                HostilePath.HTTP_TEXT);
        addAll(all, "bytes", "bytes", HostilePath.ATTACHMENT, HostilePath.HTTP_TEXT);
        addAll(all, "submission-json", "bytes", HostilePath.HTTP_JSON);
        Collections.shuffle(all, new Random(seed));
        return all;
    }

    /** Adds all inputs of a kind, each by each of the paths. */
    private static void addAll(
            List<HostileDelivery> all, String kind, String field, HostilePath... paths) {
        for (HostileInput each : Corpus.of(kind)) {
            Optional<byte[]> bytes = each.bytes(field);
            for (HostilePath path : paths) {
                bytes.ifPresent(content -> all.add(new OfContent(path, each, content)));
            }
        }
    }
}
