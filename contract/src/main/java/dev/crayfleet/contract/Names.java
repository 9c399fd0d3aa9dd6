package dev.crayfleet.contract;

import java.util.regex.Pattern;

/**
 * The rule that every id and name obeys, so that each is safe as a Kafka key and as a file name.
 */
final class Names {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private Names() {}

    static String require(String what, String value, int longest) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(what + " is missing");
        }
        if (value.length() > longest) {
            throw new IllegalArgumentException(
                    "%s has %d characters; at most %d are allowed"
                            .formatted(what, value.length(), longest));
        }
        if (!SAFE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "%s \"%s\" may only have letters, digits, '.', '_' and '-', and starts with a letter or a digit"
                            .formatted(what, value.strip()));
        }
        return value;
    }
}
