package dev.crayfleet.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a record's types promise against what a wire brought: a component that is not
 * {@code @Nullable} must be there. One rule for all messages, so that none can forget a field.
 */
final class RequiredFields {
    private static final ClassValue<RecordComponent[]> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected RecordComponent[] computeValue(Class<?> type) {
                    RecordComponent[] components = type.getRecordComponents();
                    for (RecordComponent component : components) {
                        component.getAccessor().setAccessible(true);
                    }
                    return components;
                }
            };

    private RequiredFields() {}

    /**
     * @throws IllegalArgumentException naming the field that is missing
     */
    static void check(Record message) {
        for (RecordComponent component : COMPONENTS.get(message.getClass())) {
            Object value = read(component, message);
            if (value == null) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    throw new IllegalArgumentException(
                            "field \"" + component.getName() + "\" is missing");
                }
            } else if (value instanceof Record inner) {
                check(inner);
            } else if (value instanceof Iterable<?> many) {
                for (Object each : many) {
                    if (each instanceof Record inner) {
                        check(inner);
                    }
                }
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record message) {
        try {
            return component.getAccessor().invoke(message);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
