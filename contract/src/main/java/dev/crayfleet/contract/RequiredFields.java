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
 * Checks that a JSON object has a field for each component of a record that is not
 * {@code @Nullable}. It is checked before the record is built, so that no constructor gets a null
 * that it does not expect. A list may be absent, which means an empty one.
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
        } else if (field.list() && node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String elementPath = path + "[" + i + "]";
                if (isAbsent(node.get(i), field.type())) {
                    throw missing(elementPath);
                }
                checkComponents(field.type(), node.get(i), elementPath);
            }
        } else {
            checkComponents(field.type(), node, path);
        }
    }

    /** What is no object, or of an unknown type, is left for Jackson to refuse. */
    private static void checkComponents(Class<?> type, JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            Class<?> concrete = type.isSealed() ? subtype(type, object) : type;
            if (concrete != null && concrete.isRecord() && !isSingleValue(concrete)) {
                check(concrete, object, path + ".");
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

    /** Jackson reads a blank text as null where a time or a number is expected. */
    private static boolean isAbsent(JsonNode node, Class<?> type) {
        return node.isMissingNode()
                || node.isNull()
                || (type != String.class && node.isTextual() && node.textValue().isBlank());
    }

    private static boolean isSingleValue(Class<?> type) {
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
     * @param list whether it is a list
     * @param unwrapped whether its own components stand beside the others on the wire
     */
    private record Field(
            String name, Class<?> type, boolean optional, boolean list, boolean unwrapped) {
        static Field of(RecordComponent component) {
            boolean list = component.getType() == List.class;
            return new Field(
                    component.getName(),
                    list ? elementType(component) : component.getType(),
                    list || component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    list,
                    component.getAccessor().isAnnotationPresent(JsonUnwrapped.class));
        }

        private static Class<?> elementType(RecordComponent component) {
            return (Class<?>)
                    ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        }
    }
}
