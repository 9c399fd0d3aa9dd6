package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.kafka.letters.Letter;
import dev.crayfleet.kafka.letters.LetterState;
import dev.crayfleet.kafka.letters.LetterSummary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters for people. */
final class LetterLines {
    private static final int WHY_CHARS = 80;
    private static final int TEXT_CHARS = 50;

    private LetterLines() {}

    /** With a heading. */
    static List<String> table(List<LetterSummary> letters, Instant now) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("NUMBER", "WRITTEN", "FROM", "STATE", "WHY", "TEXT"));
        for (LetterSummary each : letters) {
            cells.add(
                    List.of(
                            Long.toString(each.number()),
                            ReadableTimes.ago(each.writtenAt(), now),
                            each.place().toString(),
                            state(each.state()),
                            Limits.cut(each.reason(), WHY_CHARS),
                            Limits.cut(each.text(), TEXT_CHARS)));
        }
        return TextTable.lines(cells);
    }

    /** The whole of one. */
    static List<String> sheet(Letter letter, Instant now) {
        LetterSummary summary = letter.summary();
        List<String> lines = new ArrayList<>();
        lines.add("Dead letter %d".formatted(summary.number()));
        lines.add(
                "  Written   %s (%s)"
                        .formatted(
                                ReadableTimes.ago(summary.writtenAt(), now),
                                ReadableTimes.clock(
                                        summary.writtenAt(), now, ZoneId.systemDefault())));
        lines.add("  From      " + summary.place());
        lines.add("  Why       " + Texts.oneLine(summary.reason()));
        lines.add("  State     " + longState(summary.state(), now));
        lines.add("  Key       " + (letter.key() == null ? "none" : text(letter.key())));
        letter.headerTexts().forEach(each -> lines.add("  Header    " + Texts.oneLine(each)));
        if (letter.isCut()) {
            lines.add("  Note      it was too long; this is its beginning");
        }
        lines.add("");
        lines.add(letter.value() == null ? "(no content)" : text(letter.value()));
        return lines;
    }

    /** For programs: a list. */
    static String json(List<LetterSummary> letters) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (LetterSummary each : letters) {
            ObjectNode node =
                    array.addObject()
                            .put("number", each.number())
                            .put("writtenAt", each.writtenAt().toString())
                            .put("topic", each.place().topic())
                            .put("partition", each.place().partition())
                            .put("offset", each.place().offset())
                            .put("reason", each.reason())
                            .put("text", each.text());
            switch (each.state()) {
                case LetterState.Open open -> node.put("state", "open");
                case LetterState.Replayed(String now, String by, Instant at) ->
                        node.put("state", "replayed").put("now", now).put("by", by);
                case LetterState.Dropped(String by, Instant at) ->
                        node.put("state", "dropped").put("by", by);
            }
        }
        return array.toString();
    }

    private static String state(LetterState state) {
        return switch (state) {
            case LetterState.Open open -> "open";
            case LetterState.Replayed replayed -> "replayed";
            case LetterState.Dropped dropped -> "dropped";
        };
    }

    private static String longState(LetterState state, Instant now) {
        return switch (state) {
            case LetterState.Open open -> "open";
            case LetterState.Replayed(String place, String by, Instant at) ->
                    "replayed by %s, %s; it lies at %s now"
                            .formatted(by, ReadableTimes.ago(at, now), place);
            case LetterState.Dropped(String by, Instant at) ->
                    "dropped by %s, %s".formatted(by, ReadableTimes.ago(at, now));
        };
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
