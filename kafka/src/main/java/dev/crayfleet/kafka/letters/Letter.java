package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A whole dead letter.
 *
 * @param summary what a list shows of it
 * @param key the record's key, or its beginning
 * @param value the record's value, or its beginning
 * @param isCut whether key or value are not whole
 * @param headers the record's own
 */
public record Letter(
        LetterSummary summary,
        byte @Nullable [] key,
        byte @Nullable [] value,
        boolean isCut,
        List<Header> headers) {
    /** To which records go back; what is on other topics is never given up. */
    private static final List<Topics> SOURCES =
            List.of(Topics.TASKS, Topics.RUNS, Topics.RESULTS, Topics.EVENTS);

    private static final RecordPosition ANYWHERE = new RecordPosition(0, 0, Instant.EPOCH);

    public Letter {
        headers = List.copyOf(headers);
    }

    static Letter of(LetterSummary summary, ConsumerRecord<byte[], byte[]> record) {
        boolean isCut =
                DeadLetter.header(record.headers(), Topics.HEADER_CUT_FROM).isPresent()
                        || DeadLetter.header(record.headers(), Topics.HEADER_KEY_CUT_FROM)
                                .isPresent();
        List<Header> own =
                StreamSupport.stream(record.headers().spliterator(), false)
                        .filter(each -> !DeadLetter.isOurs(each))
                        .toList();
        return new Letter(summary, record.key(), record.value(), isCut, own);
    }

    /** The record's own headers, each as {@code name=value}. */
    public List<String> headerTexts() {
        return headers.stream()
                .map(each ->
                        each.key()
                                + "="
                                + (each.value() == null
                                        ? ""
                                        : new String(each.value(), StandardCharsets.UTF_8)))
                .toList();
    }

    /**
     * The same with another value, which a person has written and which is whole. The signature was
     * that of the old value.
     */
    public Letter edited(byte[] newValue) {
        Headers others = new RecordHeaders(headers);
        others.remove(Topics.HEADER_SIGNATURE);
        return new Letter(summary, isCut ? null : key, newValue, false, List.of(others.toArray()));
    }

    /** The same, signed now if it is for the tasks topic and there is a key. */
    Letter signed(SigningKeys keys) {
        if (value == null || !source().equals(Optional.of(Topics.TASKS))) {
            return this;
        }
        Headers signed = new RecordHeaders(headers);
        Signature.sign(keys, signed, key, value, Instant.now());
        return new Letter(summary, key, value, isCut, List.of(signed.toArray()));
    }

    /** The topic that it goes back to; empty if that is none of ours. */
    Optional<Topics> source() {
        return SOURCES.stream()
                .filter(each -> each.topic().equals(summary.place().topic()))
                .findFirst();
    }

    /** Why it cannot be put back as it is, a sentence; empty if it can. */
    public Optional<String> objection() {
        Optional<Topics> source = source();
        if (source.isEmpty()) {
            return Optional.of(
                    "it was on \"%s\", from which nothing is put back"
                            .formatted(summary.place().topic()));
        }
        if (isCut) {
            return Optional.of("only its beginning was kept: write the rest, with --edit");
        }
        if (value == null || value.length == 0) {
            return Optional.of("it has no content: write it, with --edit");
        }
        return unreadable(source.get(), value)
                .map(reason ->
                        "it would come back at once: " + reason + ". Correct it, with --edit");
    }

    private static Optional<String> unreadable(Topics source, byte[] value) {
        Codec codec = new Codec();
        Decoded<?> decoded =
                switch (source) {
                    case TASKS -> codec.decodeTask(value, ANYWHERE);
                    case RUNS -> codec.decodeRun(value);
                    case RESULTS -> codec.decodeResult(value);
                    case EVENTS -> codec.decodeEvent(value);
                    case CLAIMS, FILES, DEAD_LETTERS, FLEET -> new Decoded.Readable<>(source);
                };
        return decoded instanceof Decoded.Unreadable<?> unreadable
                ? Optional.of(unreadable.reason())
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Letter that
                && summary.equals(that.summary)
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && isCut == that.isCut
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return summary.hashCode();
    }
}
