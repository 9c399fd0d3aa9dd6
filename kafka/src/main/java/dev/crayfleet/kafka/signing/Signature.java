package dev.crayfleet.kafka.signing;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code crayfleet-signature} of a record of the tasks topic says: {@code 1 <key>
 * <when, ms> <HMAC-SHA256 in Base64>}, over the topic, the time, and the record's key and value.
 */
public sealed interface Signature {
    /** There is none. */
    record Absent() implements Signature {}

    /**
     * It is right.
     *
     * @param key the name of the key
     * @param at when it was signed, by the clock of who did
     */
    record Valid(String key, Instant at) implements Signature {}

    /**
     * Somebody without a key made it, or changed the record.
     *
     * @param reason a sentence for people
     */
    record Invalid(String reason) implements Signature {}

    /** Longer ones are not looked at. */
    int MAX_HEADER_BYTES = 200;

    /** A signature of another form would begin with another number. */
    Pattern FORM = Pattern.compile("1 ([a-z0-9-]{1,32}) (\\d{1,15}) ([A-Za-z0-9_-]{43})");

    /** Adds the header, if there is a key to sign with. */
    static void sign(
            SigningKeys keys, Headers headers, byte @Nullable [] key, byte[] value, Instant now) {
        if (keys.isEmpty()) {
            return;
        }
        SigningKey signing = keys.all().getFirst();
        String header =
                "1 %s %d %s"
                        .formatted(
                                signing.name(),
                                now.toEpochMilli(),
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(
                                                mac(signing, key, value, now.toEpochMilli())));
        headers.remove(Topics.HEADER_SIGNATURE);
        headers.add(Topics.HEADER_SIGNATURE, header.getBytes(StandardCharsets.US_ASCII));
    }

    /** Looks at a record's header. Costs time in proportion to the record. */
    static Signature of(
            SigningKeys keys, Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        Header header = headers.lastHeader(Topics.HEADER_SIGNATURE);
        if (header == null) {
            return new Absent();
        }
        byte[] bytes = header.value();
        Matcher form =
                FORM.matcher(
                        bytes == null || bytes.length > MAX_HEADER_BYTES
                                ? ""
                                : new String(bytes, StandardCharsets.US_ASCII));
        if (!form.matches() || value == null) {
            return new Invalid("its signature has a form that is not known");
        }
        Optional<SigningKey> verifying = keys.named(form.group(1));
        if (verifying.isEmpty()) {
            return new Invalid(
                    "it is signed with key \"%s\", which is not known here"
                            .formatted(Limits.cut(form.group(1), 32)));
        }
        long at = Long.parseLong(form.group(2));
        byte[] claimed = Base64.getUrlDecoder().decode(form.group(3));
        return MessageDigest.isEqual(claimed, mac(verifying.get(), key, value, at))
                ? new Valid(form.group(1), Instant.ofEpochMilli(at))
                : new Invalid(
                        "its signature is wrong: it was not written by a service of the fleet");
    }

    /** Every part has its length before it, so that no two records are signed as the same bytes. */
    private static byte[] mac(SigningKey key, byte @Nullable [] recordKey, byte[] value, long at) {
        try {
            Mac mac = Mac.getInstance(SigningKey.ALGORITHM);
            mac.init(key.secret());
            update(mac, Topics.TASKS.topic().getBytes(StandardCharsets.UTF_8));
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(at).flip());
            update(mac, recordKey == null ? new byte[0] : recordKey);
            update(mac, value);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        mac.update(part);
    }
}
