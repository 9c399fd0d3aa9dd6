package dev.crayfleet.agents.safety;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ways in which secrets may be written: plainly, in UTF-16, for a URL, in JSON, in Base64 and
 * in hex; and of those with several lines also each line alone.
 *
 * @param plain forms in which each byte counts
 * @param wrapped Base64 and hex, which programs break into lines of any length
 */
record SecretForms(FormAutomaton plain, FormAutomaton wrapped) {
    static final String MASK = "***";

    /** Shorter lines of longer secrets are words. */
    private static final int MIN_LINE_CHARS = 16;

    /** Longer secrets are found plainly only. */
    private static final int MAX_ENCODED_CHARS = 8 * 1024;

    /** Of all secrets together; what is above is found plainly only. About 30 MiB of memory. */
    private static final int MAX_ENCODED_BYTES = 1_000_000;

    private static final byte[] PLAIN_MASK = MASK.getBytes(StandardCharsets.UTF_8);
    private static final byte[] UTF16_MASK = {'*', 0, '*', 0, '*'};

    static SecretForms of(List<String> secrets) {
        List<SecretForm> plain = new ArrayList<>();
        List<SecretForm> wrapped = new ArrayList<>();
        int encodedBytes = 0;
        for (String secret : secrets) {
            for (String each : withLines(secret)) {
                plain.add(form(each));
                addUtf16(each, plain);
                List<String> escaped = EscapedForms.of(each);
                List<String> encoded = EncodedForms.of(each);
                int size = chars(escaped) + chars(encoded);
                if (each.length() <= MAX_ENCODED_CHARS
                        && encodedBytes + size <= MAX_ENCODED_BYTES) {
                    encodedBytes += size;
                    escaped.forEach(text -> plain.add(form(text)));
                    encoded.forEach(text -> wrapped.add(form(text)));
                }
            }
        }
        return new SecretForms(new FormAutomaton(plain), new FormAutomaton(wrapped));
    }

    /** The first and the last line of a key in PEM are no secret. */
    private static List<String> withLines(String secret) {
        List<String> all = new ArrayList<>(List.of(secret));
        List<String> lines = secret.lines().map(String::strip).toList();
        if (lines.size() > 1) {
            lines.stream()
                    .filter(line -> line.length() >= MIN_LINE_CHARS && !line.startsWith("-----"))
                    .forEach(all::add);
        }
        return all;
    }

    private static SecretForm form(String text) {
        return new SecretForm(text.getBytes(StandardCharsets.UTF_8), PLAIN_MASK);
    }

    /**
     * Without the byte at an end that is mostly 0: else what is there in one order of bytes would
     * be found in the other one as well, one byte beside it.
     */
    private static void addUtf16(String text, List<SecretForm> forms) {
        byte[] little = text.getBytes(StandardCharsets.UTF_16LE);
        byte[] big = text.getBytes(StandardCharsets.UTF_16BE);
        forms.add(new SecretForm(Arrays.copyOf(little, little.length - 1), UTF16_MASK));
        forms.add(new SecretForm(Arrays.copyOfRange(big, 1, big.length), UTF16_MASK));
    }

    private static int chars(List<String> texts) {
        return texts.stream().mapToInt(String::length).sum();
    }

    boolean isEmpty() {
        return plain.isEmpty();
    }
}
