package dev.crayfleet.agents.keys;

import java.util.regex.Pattern;

/**
 * What stands in the first line of a request, without anything that could lead out of the path of
 * its provider.
 *
 * @param provider the first part of the path
 * @param rest of the path; empty, or with a slash first
 * @param query with the question mark; may be empty
 */
record ProxyTarget(String provider, String rest, String query) {
    private static final String PUNCTUATION = "-._~!$&'()*+,;=:@%/";

    /** Encoded slashes, dots, per cents and what is no character: some decode before they look. */
    private static final Pattern ENCODED_TRICK =
            Pattern.compile("(?i)%(?:2f|5c|2e|25|[01][0-9a-f]|7f|(?![0-9a-f]{2}))");

    /**
     * @throws ProxyRefusal if it is not such an address
     */
    static ProxyTarget of(String uri) throws ProxyRefusal {
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        String query = mark < 0 ? "" : uri.substring(mark);
        if (!path.startsWith("/")
                || !isPlain(path)
                || !isPlain(query.replace("?", ""))
                || ENCODED_TRICK.matcher(path).find()) {
            throw refusal();
        }
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean isEmpty = parts[i].isEmpty() && (i == 0 || i < parts.length - 1);
            // Some servers cut what is behind a semicolon off, and then resolve the dots.
            String name = parts[i].split(";", 2)[0];
            if (isEmpty || name.equals(".") || name.equals("..")) {
                throw refusal();
            }
        }
        return new ProxyTarget(parts[0], path.substring(1 + parts[0].length()), query);
    }

    static ProxyRefusal refusal() {
        return new ProxyRefusal(
                400,
                "The address is not one that is sent on: it has to be the name of a provider and a path below its baseUrl.");
    }

    private static boolean isPlain(String text) {
        return text.chars()
                .allMatch(each ->
                        each >= 'a' && each <= 'z'
                                || each >= 'A' && each <= 'Z'
                                || each >= '0' && each <= '9'
                                || PUNCTUATION.indexOf(each) >= 0);
    }
}
