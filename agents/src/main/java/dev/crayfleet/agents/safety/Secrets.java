package dev.crayfleet.agents.safety;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that a runner knows, to be masked in whatever leaves it: plainly, in UTF-16 as files
 * of Windows are, in Base64 and hex, as URLs and JSON have them, and single lines of longer ones.
 * Values of fewer than 8 characters are not masked, because they occur in ordinary words as well.
 * Takes time in proportion to the text. Safe for use by many threads.
 */
public final class Secrets {
    private static final int MIN_CHARS = 8;

    /** Ends a text that was cut. */
    private static final String ELLIPSIS = "…";

    private static final Pattern SECRET_NAME =
            Pattern.compile("TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|_KEY$|CREDENTIAL");

    /** A proxy's address may have a password in it. */
    private static final Pattern PASSWORD_IN_URL =
            Pattern.compile("^[a-z][a-z0-9+.-]*://[^/@:\\s]*:([^/@\\s]+)@");

    /** Shortest first. */
    private volatile List<String> values = List.of();

    /** Of these values; absent until they are needed. */
    private volatile @Nullable SecretForms forms;

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
        forms = null;
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
                            .sorted(Comparator.comparingInt(String::length))
                            .toList();
            forms = null;
        }
    }

    /** Also masks the beginning of a secret at the end of a text that was cut. */
    public String mask(String text) {
        SecretForms known = forms();
        if (known.isEmpty()) {
            return text;
        }
        String end = text.endsWith(ELLIPSIS) ? ELLIPSIS : "";
        byte[] bytes =
                text.substring(0, text.length() - end.length()).getBytes(StandardCharsets.UTF_8);
        MaskingStream stream = new MaskingStream(known);
        byte[] masked = joined(stream.pass(bytes, bytes.length), stream.endOfCut());
        return Arrays.equals(masked, bytes)
                ? text
                : new String(masked, StandardCharsets.UTF_8) + end;
    }

    /** The same array, where there is nothing to mask. */
    public byte[] mask(byte[] bytes) {
        SecretForms known = forms();
        if (known.isEmpty()) {
            return bytes;
        }
        MaskingStream stream = new MaskingStream(known);
        byte[] masked = joined(stream.pass(bytes, bytes.length), stream.end());
        return Arrays.equals(masked, bytes) ? bytes : masked;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private SecretForms forms() {
        SecretForms known = forms;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            SecretForms made = SecretForms.of(values);
            forms = made;
            return made;
        }
    }

    public Filter filter() {
        return new Filter();
    }

    /**
     * Masks what passes in pieces: it holds back as much as the beginning of a secret may be. Not
     * safe for use by many threads.
     */
    public final class Filter {
        private SecretForms known = forms();
        private MaskingStream stream = new MaskingStream(known);

        public byte[] pass(byte[] bytes, int length) {
            SecretForms now = forms();
            byte[] before = {};
            if (now != known) {
                byte[] held = stream.held();
                known = now;
                stream = new MaskingStream(now);
                before = stream.pass(held, held.length);
            }
            return joined(before, stream.pass(bytes, length));
        }

        /** What was held back. */
        public byte[] end() {
            return stream.end();
        }
    }
}
