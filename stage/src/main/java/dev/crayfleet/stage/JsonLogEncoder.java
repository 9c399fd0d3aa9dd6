package dev.crayfleet.stage;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Logs as JSON, an object on each line: {@code timestamp} (milliseconds since 1970), {@code level},
 * {@code threadName}, {@code loggerName}, {@code mdc} (see {@link TaskLog}), {@code
 * formattedMessage}, and {@code throwable}, null where there is none.
 *
 * <p>It is logback's own encoder with two differences. Logs quote what others say, and people read
 * them on terminals: so every character that could move a cursor or turn the direction of text is
 * escaped, not only those for which JSON demands it. And of a stack trace only the beginning is
 * logged, as in text, because what collects logs cuts long lines.
 */
final class JsonLogEncoder extends JsonEncoder {
    private static final int MAX_FRAMES = 12;

    JsonLogEncoder() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMessage(false);
        // They stand in the message, where they belong there.
        setWithArguments(false);
        setWithFormattedMessage(true);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        return isAscii(line) ? line : escaped(new String(line, StandardCharsets.UTF_8));
    }

    @Override
    protected void appendSTEPArray(
            StringBuilder json, StackTraceElementProxy[] frames, int commonFrames) {
        int shown = Math.clamp(frames.length - commonFrames, 0, MAX_FRAMES);
        super.appendSTEPArray(json, Arrays.copyOf(frames, shown), 0);
    }

    private static boolean isAscii(byte[] line) {
        for (byte each : line) {
            if (each < 0 || each == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Such characters stand in strings only, where an escape means the same. */
    private static byte[] escaped(String line) {
        StringBuilder escaped = new StringBuilder(line.length() + 64);
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (movesACursor(each)) {
                escaped.append("\\u%04x".formatted((int) each));
            } else {
                escaped.append(each);
            }
        }
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean movesACursor(char each) {
        return each >= '\u007f' && each <= '\u009f'
                || each == '\u2028'
                || each == '\u2029'
                || Character.getType(each) == Character.FORMAT;
    }
}
