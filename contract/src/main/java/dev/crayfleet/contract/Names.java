package dev.crayfleet.contract;

import java.text.Normalizer;
import java.util.Optional;

/** The rule for ids and names, each of which must be safe as a Kafka key and as a file name. */
final class Names {
    private Names() {}

    /**
     * Checks a name.
     *
     * @param what it is, for the sentence
     * @return the name, in Unicode's composed form (NFC)
     * @throws IllegalArgumentException with a sentence for people, if it breaks the rule
     */
    static String require(String what, String value, int maxChars) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(what + " is missing");
        }
        if (value.length() > maxChars) {
            throw new IllegalArgumentException(
                    "%s has %d characters; at most %d are allowed"
                            .formatted(what, value.length(), maxChars));
        }
        String name = isSafe(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFC);
        if (!isSafe(name)) {
            Optional<PastedSecrets.Kind> key = PastedSecrets.find(value);
            if (key.isPresent()) {
                throw new IllegalArgumentException(
                        "%s may only have letters, digits, '.', '_' and '-', and there seems to be %s in this one"
                                .formatted(what, key.get().words()));
            }
            throw new IllegalArgumentException(
                    "%s \"%s\" may only have letters, digits, '.', '_' and '-', and starts with a letter or a digit"
                            .formatted(what, Texts.oneLine(name).strip()));
        }
        return name;
    }

    /** No regular expression, because each message has half a dozen names to check. */
    private static boolean isSafe(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letterOrDigit =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return true;
    }
}
