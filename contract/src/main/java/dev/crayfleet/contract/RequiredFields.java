package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a record's types promise against what a wire brought: a component that is not
 * {@code @Nullable} must be there. One rule for all messages, so that none can forget a field, and
 * asked before a record is built, so that no constructor meets a null it does not expect. A list
 * may be absent: that is an empty one.
 */
final class RequiredFields {
    private static final ClassValue<List<Field>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
                }
            };

    private RequiredFields() {}

    /**
     * @param type the record that the object is to become
     * @throws IllegalArgumentException naming the field that is missing
     */
    static void check(Class<?> type, ObjectNode object) {
        check(type, object, "");
    }

    private static void check(Class<?> type, ObjectNode object, String path) {
        for (Field field : FIELDS.get(type)) {
            if (field.unwrapped()) {
                check(field.type(), object, path);
            } else {
                check(field, object.path(field.name()), path + field.name());
            }
        }
    }

    private static void check(Field field, JsonNode node, String path) {
        if (isAbsent(node, field.type())) {
            if (!field.optional()) {
                throw missing(path);
            }
        } else if (field.many() && node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String place = path + "[" + i + "]";
                if (isAbsent(node.get(i), field.type())) {
                    throw missing(place);
                }
                checkInner(field.type(), node.get(i), place);
            }
        } else {
            checkInner(field.type(), node, path);
        }
    }

    /** What is no object, or of no type we know, Jackson refuses in its own words. */
    private static void checkInner(Class<?> type, JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            Class<?> really = type.isSealed() ? subtype(type, object) : type;
            if (really != null && really.isRecord() && !isOneValue(really)) {
                check(really, object, path + ".");
            }
        }
    }

    private static @Nullable Class<?> subtype(Class<?> family, ObjectNode object) {
        JsonTypeInfo info = family.getAnnotation(JsonTypeInfo.class);
        String name = info == null ? "" : object.path(info.property()).asText();
        return Arrays.stream(family.getPermittedSubclasses())
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Jackson takes an empty text for no time and no number at all. */
    private static boolean isAbsent(JsonNode node, Class<?> type) {
        return node.isMissingNode()
                || node.isNull()
                || (type != String.class && node.isTextual() && node.textValue().isBlank());
    }

    private static boolean isOneValue(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(
                        component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
    }

    private static IllegalArgumentException missing(String path) {
        return new IllegalArgumentException("field \"" + path + "\" is missing");
    }

    /**
     * @param type of the component; of its elements, where it is a list
     * @param optional whether it may be absent
     * @param many whether it is a list
     * @param unwrapped whether its own components stand beside the others on the wire
     */
    private record Field(
            String name, Class<?> type, boolean optional, boolean many, boolean unwrapped) {
        static Field of(RecordComponent component) {
            boolean many = component.getType() == List.class;
            return new Field(
                    component.getName(),
                    many ? element(component) : component.getType(),
                    many || component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    many,
                    component.getAccessor().isAnnotationPresent(JsonUnwrapped.class));
        }

        private static Class<?> element(RecordComponent list) {
            return (Class<?>)
                    ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
        }
    }
}
