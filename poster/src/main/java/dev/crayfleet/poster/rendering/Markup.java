package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Names, reasons and times as parts of a Discord message. */
final class Markup {
    private static final int MAX_NAME_CHARS = 128;
    private static final int MAX_REASON_CHARS = 300;
    private static final Instant MIN_TIME = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant MAX_TIME = Instant.parse("2500-01-01T00:00:00Z");

    private Markup() {}

    /** A name that stands in inline code, without the backticks. */
    static String inlineName(String name) {
        return CodeBlocks.inline(name, MAX_NAME_CHARS);
    }

    /** A name as it is; as inline code where Discord would take a part of it for markup. */
    static String nameOrCode(String name) {
        String inline = inlineName(name);
        return inline.codePoints().allMatch(Markup::isPlainCharacter) ? inline : "`" + inline + "`";
    }

    /** As inline code, so that nothing in it is formatted or mentions anybody; empty for none. */
    static String colonAndReason(@Nullable String reason) {
        String text = reason == null ? "" : CodeBlocks.inline(reason);
        return text.isEmpty() ? "" : ": `" + Limits.cut(text, MAX_REASON_CHARS) + "`";
    }

    /** A time that Discord shows relative to now; it shows none that is centuries away. */
    static String relativeTime(Instant at) {
        return at.isAfter(MIN_TIME) && at.isBefore(MAX_TIME)
                ? "<t:%d:R>".formatted(at.getEpochSecond())
                : "at a time that cannot be shown";
    }

    private static boolean isPlainCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.';
    }
}
