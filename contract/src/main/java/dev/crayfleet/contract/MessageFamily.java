package dev.crayfleet.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The message types of one topic, by their names in JSON.
 *
 * @param <T> of all of them
 */
final class MessageFamily<T> {
    private final Map<String, Class<? extends T>> types;

    private MessageFamily(Map<String, Class<? extends T>> types) {
        this.types = types;
    }

    /** The records of a sealed interface, directly or below sealed interfaces. */
    static <T> MessageFamily<T> ofSealed(Class<T> family) {
        return new MessageFamily<>(
                records(family)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Class::getSimpleName, type -> type.asSubclass(family))));
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageFamily::records)
                : Stream.of(type);
    }

    /** A family of one type. */
    static <T> MessageFamily<T> ofSingle(Class<T> type) {
        return new MessageFamily<>(Map.of(type.getSimpleName(), type));
    }

    /**
     * Reads a message of this family.
     *
     * @param object with its envelope, which is taken off
     * @throws IllegalArgumentException with a sentence, if type or version is not known here
     */
    T read(ObjectNode object, ObjectMapper json) throws JsonProcessingException {
        String name = object.path("type").asText();
        Class<? extends T> type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "type \"%s\" is unknown here; known are: %s"
                            .formatted(
                                    Limits.cut(name, 60),
                                    types.keySet().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        checkVersion(name, object.path("version"));
        object.remove("type");
        object.remove("version");
        RequiredFields.check(type, object);
        return json.treeToValue(object, type);
    }

    /** A missing version is fine: foreign producers need not know of versions. */
    private static void checkVersion(String type, JsonNode version) {
        if (version.isMissingNode()) {
            return;
        }
        if (!version.isIntegralNumber()) {
            throw new IllegalArgumentException(
                    "version %s of %s is no whole number"
                            .formatted(Limits.cut(version.toString(), 60), type));
        }
        if (!version.canConvertToInt() || version.intValue() > Codec.VERSION) {
            throw new IllegalArgumentException(
                    "version %s of %s is newer than this build, which reads up to %d"
                            .formatted(Limits.cut(version.asText(), 60), type, Codec.VERSION));
        }
    }
}
