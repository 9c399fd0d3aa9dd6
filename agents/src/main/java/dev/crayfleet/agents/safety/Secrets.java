package dev.crayfleet.agents.safety;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secrets that a runner knows, to be masked in whatever leaves it. Values of fewer than 8
 * characters are not masked, because they occur in ordinary words as well. Safe for use by many
 * threads.
 */
public final class Secrets {
    private static final String MASK = "***";
    private static final int MIN_CHARS = 8;

    /** Ends a text that was cut. */
    private static final String ELLIPSIS = "…";

    private static final Pattern SECRET_NAME =
            Pattern.compile("TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|_KEY$|CREDENTIAL");

    /** A proxy's address may have a password in it. */
    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("^[a-z][a-z0-9+.-]*://[^/@:\\s]*:([^/@\\s]+)@");

    /** Longest first, so that one that contains another is masked whole. */
    private volatile List<String> values = List.of();

    /** The values of variables whose names are those of secrets. */
    public static Secrets of(Map<String, String> environment) {
        Secrets secrets = new Secrets();
        environment.forEach((name, value) -> {
            if (isSecret(name)) {
                secrets.add(value);
            }
            PASSWORD_IN_URL.matcher(value).results().forEach(found -> secrets.add(found.group(1)));
        });
        return secrets;
    }

    /** Whether a variable has the name of a secret. */
    public static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name.toUpperCase(Locale.ROOT)).find();
    }

    public void add(String value) {
        addAll(List.of(value));
    }

    /** Forgets one that opens nothing any more. */
    public synchronized void remove(String value) {
        String stripped = value.strip();
        values = values.stream().filter(each -> !each.equals(stripped)).toList();
    }

    public synchronized void addAll(Collection<String> more) {
        List<String> known = values;
        List<String> added =
                more.stream()
                        .map(String::strip)
                        .filter(value -> value.length() >= MIN_CHARS && !known.contains(value))
                        .toList();
        if (!added.isEmpty()) {
            values =
                    Stream.concat(known.stream(), added.stream())
                            .distinct()
                            .sorted(Comparator.comparingInt(String::length).reversed())
                            .toList();
        }
    }

    /** Also masks the beginning of a secret at the end of a text that was cut. */
    public String mask(String text) {
        String masked = masked(text, values);
        String end = masked.endsWith(ELLIPSIS) ? ELLIPSIS : "";
        String rest = masked.substring(0, masked.length() - end.length());
        for (String value : values) {
            for (int length = value.length() - 1; length >= MIN_CHARS; length--) {
                if (rest.endsWith(value.substring(0, length))) {
                    return rest.substring(0, rest.length() - length) + MASK + end;
                }
            }
        }
        return masked;
    }

    /** Also in UTF-16, as files of Windows are; the same array, where there is nothing to mask. */
    public byte[] mask(byte[] bytes) {
        if (values.isEmpty()) {
            return bytes;
        }
        String text = latin1(bytes, bytes.length);
        String masked = masked(text, latin1Values());
        for (Charset wide : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String value : values) {
                byte[] mask = MASK.getBytes(wide);
                byte[] secret = value.getBytes(wide);
                masked = masked.replace(latin1(secret, secret.length), latin1(mask, mask.length));
            }
        }
        return masked.equals(text) ? bytes : masked.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String masked(String text, List<String> secrets) {
        String masked = text;
        for (String value : secrets) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    /** One character for each byte, so that bytes that are no text do not change. */
    private static String latin1(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private List<String> latin1Values() {
        return values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> latin1(bytes, bytes.length))
                .toList();
    }

    public Filter filter() {
        return new Filter();
    }

    /**
     * Masks what passes in pieces: it holds back as much as the beginning of a secret may be. Not
     * safe for use by many threads.
     */
    public final class Filter {
        private String pending = "";

        public byte[] pass(byte[] bytes, int length) {
            List<String> secrets = latin1Values();
            if (secrets.isEmpty() && pending.isEmpty()) {
                return Arrays.copyOf(bytes, length);
            }
            String all = masked(pending + latin1(bytes, length), secrets);
            int end = all.length() - unfinishedLength(all, secrets);
            pending = all.substring(end);
            return all.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
        }

        /** How much of the end of a text is the beginning of a secret. */
        private static int unfinishedLength(String text, List<String> secrets) {
            int longest = 0;
            for (String secret : secrets) {
                int length = Math.min(secret.length() - 1, text.length());
                while (length > longest
                        && !text.regionMatches(text.length() - length, secret, 0, length)) {
                    length--;
                }
                longest = Math.max(longest, length);
            }
            return longest;
        }

        /** What was held back. */
        public byte[] end() {
            String rest = pending;
            pending = "";
            return rest.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
