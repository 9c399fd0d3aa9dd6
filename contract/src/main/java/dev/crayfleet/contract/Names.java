package dev.crayfleet.contract;

import java.text.Normalizer;

/**
 * The rule that every id and name obeys, so that each is safe as a Kafka key and as a file name.
 */
final class Names {
    private Names() {}

    /**
     * The name as it is kept: composed, where it was written in parts.
     *
     * @throws IllegalArgumentException with a sentence for people, if it breaks the rule
     */
    static String require(String what, String value, int longest) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(what + " is missing");
        }
        if (value.length() > longest) {
            throw new IllegalArgumentException(
                    "%s has %d characters; at most %d are allowed"
                            .formatted(what, value.length(), longest));
        }
        String name = isSafe(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFC);
        if (!isSafe(name)) {
            throw new IllegalArgumentException(
                    "%s \"%s\" may only have letters, digits, '.', '_' and '-', and starts with a letter or a digit"
                            .formatted(what, Texts.oneLine(name).strip()));
        }
        return name;
    }

    /** By hand: each message has half a dozen of them. */
    private static boolean isSafe(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return true;
    }
}
