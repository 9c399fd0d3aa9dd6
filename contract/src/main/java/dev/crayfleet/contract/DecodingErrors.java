package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.util.stream.Collectors;

/** Turns whatever a record makes its decoder throw into {@link Decoded.Unreadable}. */
final class DecodingErrors {
    private DecodingErrors() {}

    /** Decodes a record. */
    interface Decoder<T> {
        T decode() throws IOException;
    }

    /** Returns the decoded message, or the reason why there is none; throws no exception. */
    static <T> Decoded<T> catching(Decoder<T> decoder) {
        try {
            return new Decoded.Readable<>(decoder.decode());
        } catch (IOException | IllegalArgumentException e) {
            return unreadable(reason(e));
        } catch (StackOverflowError e) {
            return unreadable("it is nested too deeply");
        } catch (RuntimeException | LinkageError e) {
            return unreadable(
                    "it could not be decoded, which is a fault of Crayfleet: please report it");
        }
    }

    private static <T> Decoded<T> unreadable(String reason) {
        return new Decoded.Unreadable<>(
                Texts.oneLine(Limits.cut(reason, Limits.REASON_CHARS)).strip());
    }

    /** The sentence of the innermost cause, without class names. */
    static String reason(Throwable e) {
        Throwable cause = e;
        String field = "";
        while (cause instanceof JsonMappingException mapping) {
            field = field.isEmpty() ? fieldPath(mapping) : field;
            if (cause.getCause() == null) {
                break;
            }
            cause = cause.getCause();
        }
        if (cause instanceof JsonMappingException mapping) {
            return notUnderstood(field, JsonProblems.expectation(mapping));
        }
        if (cause instanceof InputCoercionException number && !field.isEmpty()) {
            return notUnderstood(field, JsonProblems.outOfRange(number));
        }
        if (cause instanceof JsonProcessingException broken) {
            return (cause instanceof StreamConstraintsException
                            ? "this JSON is beyond what is read here: "
                            : "this is no JSON: ")
                    + JsonProblems.syntax(broken);
        }
        String message = String.valueOf(cause.getMessage());
        return field.isEmpty() ? message : "field \"%s\": %s".formatted(field, message);
    }

    private static String notUnderstood(String field, String why) {
        return field.isEmpty()
                ? "it is not understood: " + why
                : "field \"%s\" is not understood: %s".formatted(field, why);
    }

    private static String fieldPath(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
    }
}
