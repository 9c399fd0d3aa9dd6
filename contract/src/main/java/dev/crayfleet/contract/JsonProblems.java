package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Jackson objects to, in words for whoever has written the JSON: without names of classes. */
final class JsonProblems {
    /** Where something else begins that the message is about. */
    private static final Pattern SOURCE =
            Pattern.compile("\\[Source: [^;\\]]*+; line: (\\d++), column: (\\d++)]");

    /** A limit of the parser, by the name of its method. */
    private static final Pattern METHOD = Pattern.compile(",? from `[^`]*+`");

    private static final int VALUE_CHARS = 60;

    private JsonProblems() {}

    /** What is wrong with the text, and where. */
    static String syntax(JsonProcessingException broken) {
        String message = METHOD.matcher(firstLine(broken.getOriginalMessage())).replaceAll("");
        String plain = SOURCE.matcher(message).replaceAll("line $1, column $2");
        JsonLocation at = broken.getLocation();
        return at == null || at.getLineNr() < 1
                ? plain
                : "%s (line %d, column %d)".formatted(plain, at.getLineNr(), at.getColumnNr());
    }

    /** What was expected in the place of a value. */
    static String expectation(JsonMappingException mapping) {
        if (mapping instanceof InvalidFormatException wrong) {
            String value = Texts.oneLine(Limits.cut(String.valueOf(wrong.getValue()), VALUE_CHARS));
            return "\"%s\" is no %s".formatted(value, kind(wrong.getTargetType()));
        }
        return mapping instanceof MismatchedInputException wrong
                ? "a %s is expected".formatted(kind(wrong.getTargetType()))
                : "it has a value that is not possible there";
    }

    static String outOfRange(InputCoercionException number) {
        return "the number is out of range for a " + kind(number.getTargetType());
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null || type.isRecord() || type.isInterface() && !isCollection(type)) {
            return "JSON object";
        }
        if (type == Integer.class
                || type == int.class
                || type == Long.class
                || type == long.class) {
            return "whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (type == Duration.class || type == Instant.class) {
            return "time";
        }
        return isCollection(type) ? "list" : "text";
    }

    private static boolean isCollection(Class<?> type) {
        return Collection.class.isAssignableFrom(type);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
