package dev.crayfleet.agents.safety;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a secret looks in a URL and in a JSON string, as far as that differs from the secret itself.
 * Which characters are escaped differs from library to library.
 */
final class EscapedForms {
    /** Besides letters and digits: RFC 3986, JavaScript's encodeURIComponent, and HTML forms. */
    private static final List<String> KEPT_IN_URLS = List.of("-_.~", "-_.~!*'()", "-_.*");

    private static final List<String> HEX = List.of("0123456789abcdef", "0123456789ABCDEF");

    /** Besides quotes, backslashes and control characters, which always are. */
    private static final List<String> ESCAPED_IN_JSON = List.of("", "/", "<>&='");

    private EscapedForms() {}

    static List<String> of(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        for (String hex : HEX) {
            for (String kept : KEPT_IN_URLS) {
                forms.add(url(secret, kept, "", hex));
            }
            forms.add(url(secret, KEPT_IN_URLS.getLast(), "+", hex));
            for (String escaped : ESCAPED_IN_JSON) {
                forms.add(json(secret, escaped, false, hex));
                forms.add(json(secret, escaped, true, hex));
            }
        }
        forms.remove(secret);
        return List.copyOf(forms);
    }

    /**
     * @param space in the place of a space; escaped like others if empty
     */
    private static String url(String secret, String kept, String space, String hex) {
        StringBuilder form = new StringBuilder();
        for (byte each : secret.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (c == ' ' && !space.isEmpty()) {
                form.append(space);
            } else if (isAsciiLetterOrDigit(c) || kept.indexOf(c) >= 0) {
                form.append(c);
            } else {
                form.append('%').append(hex.charAt(c >> 4)).append(hex.charAt(c & 0xf));
            }
        }
        return form.toString();
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    /**
     * @param isAscii whether all other characters are escaped
     */
    private static String json(String secret, String escaped, boolean isAscii, String hex) {
        StringBuilder form = new StringBuilder();
        for (char c : secret.toCharArray()) {
            switch (c) {
                case '"', '\\' -> form.append('\\').append(c);
                case '\n' -> form.append("\\n");
                case '\r' -> form.append("\\r");
                case '\t' -> form.append("\\t");
                case '\b' -> form.append("\\b");
                case '\f' -> form.append("\\f");
                default -> {
                    boolean isSpecial = escaped.indexOf(c) >= 0;
                    if (c == '/' && isSpecial) {
                        form.append("\\/");
                    } else if (c < ' ' || isSpecial || isAscii && c > '~') {
                        form.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            form.append(hex.charAt(c >> shift & 0xf));
                        }
                    } else {
                        form.append(c);
                    }
                }
            }
        }
        return form.toString();
    }
}
