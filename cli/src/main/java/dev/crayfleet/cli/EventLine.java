package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.Texts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * An event of the audit trail on one line: when, about what, what happened, and all else that the
 * event says. It knows no single kind of event, so that none is missing.
 */
final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final Set<String> SAID_BEFORE = Set.of("type", "version", "id", "at", "holder");

    private EventLine() {}

    /**
     * @param key of the record: the task's or the runner's id
     * @param event as its JSON has it
     */
    static String of(String key, JsonNode event, ZoneId zone) {
        StringJoiner line = new StringJoiner("  ");
        line.add(time(event.path("at").asText(), zone));
        line.add(Texts.oneLine(key));
        line.add(words(event.path("type").asText("?")));
        JsonNode holder = event.path("holder");
        if (holder.has("runner") && !holder.path("runner").asText().equals(key)) {
            line.add("runner=" + Texts.oneLine(holder.path("runner").asText()));
        }
        event.properties()
                .forEach(field -> {
                    if (!SAID_BEFORE.contains(field.getKey()) && !field.getValue().isNull()) {
                        line.add(field.getKey() + "=" + value(field.getValue()));
                    }
                });
        return line.toString();
    }

    /** {@code TaskClaimed} is "task claimed". */
    private static String words(String type) {
        return Texts.oneLine(type.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
    }

    private static String value(JsonNode value) {
        if (value.isObject()) {
            StringJoiner inner = new StringJoiner(" ");
            value.properties().forEach(each -> inner.add(value(each.getValue())));
            return inner.toString();
        }
        String text = Texts.oneLine(value.isTextual() ? value.asText() : value.toString());
        try {
            return text.startsWith("PT") ? ReadableTimes.duration(Duration.parse(text)) : text;
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static String time(String at, ZoneId zone) {
        try {
            return TIME.withZone(zone).format(Instant.parse(at));
        } catch (DateTimeException e) {
            return Texts.oneLine(at);
        }
    }
}
