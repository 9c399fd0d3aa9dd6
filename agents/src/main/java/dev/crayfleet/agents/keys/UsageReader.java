package dev.crayfleet.agents.keys;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads along while an answer passes: a JSON object, or server-sent events with one JSON object in
 * each line of data. Holds no more than one text of it. Not safe for use by many threads.
 */
final class UsageReader {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private enum Form {
        JSON,
        EVENTS,
        OTHER
    }

    private final Form form;
    private final UsageSeen seen = new UsageSeen();

    /** What is read now: the whole answer, or a line of data. */
    private @Nullable JsonUsage json;

    /** How much of {@code data:} the present line began with; -1 for something else. */
    private int prefix;

    /**
     * @param contentType of the answer; may be empty
     */
    UsageReader(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        this.form =
                type.startsWith("text/event-stream")
                        ? Form.EVENTS
                        : type.contains("json") ? Form.JSON : Form.OTHER;
        if (form == Form.JSON) {
            json = new JsonUsage(seen);
        }
    }

    void accept(byte[] bytes) {
        switch (form) {
            case JSON -> {
                if (json != null) {
                    json.accept(bytes, 0, bytes.length);
                }
            }
            case EVENTS -> acceptEvents(bytes);
            case OTHER -> {
                // A picture, or nothing that is known.
            }
        }
    }

    private void acceptEvents(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (json != null) {
                int end = endOfLine(bytes, at);
                json.accept(bytes, at, end);
                at = end;
            } else {
                byte next = bytes[at++];
                if (isEndOfLine(next)) {
                    prefix = 0;
                } else if (prefix >= 0) {
                    prefix = next == DATA[prefix] ? prefix + 1 : -1;
                    if (prefix == DATA.length) {
                        json = new JsonUsage(seen);
                    }
                }
            }
            if (at < bytes.length && json != null && isEndOfLine(bytes[at])) {
                endLine();
            }
        }
    }

    private static int endOfLine(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && !isEndOfLine(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isEndOfLine(byte next) {
        return next == '\n' || next == '\r';
    }

    private void endLine() {
        if (json != null) {
            json.end();
            json = null;
        }
        prefix = 0;
    }

    /** What was said of tokens. */
    UsageSeen end() {
        endLine();
        return seen;
    }
}
