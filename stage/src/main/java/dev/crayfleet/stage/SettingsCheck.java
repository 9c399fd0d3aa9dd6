package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Refuses settings that cannot be read. Where a value cannot be converted, Micronaut takes the
 * default and says nothing; whoever wrote {@code 90 sec} would never learn that it means nothing.
 */
final class SettingsCheck {
    private SettingsCheck() {}

    /**
     * Checks every setting that is bound to a configuration record of this context. Empty ones
     * count as not set.
     *
     * @throws IllegalArgumentException that names the setting, its value and what to write
     */
    static void require(ApplicationContext context) {
        for (BeanDefinition<?> settings :
                context.getBeanDefinitions(
                        Qualifiers.byStereotype(ConfigurationProperties.class))) {
            String prefix = settings.stringValue(ConfigurationReader.class, "prefix").orElse("");
            if (prefix.startsWith("crayfleet.")) {
                for (Argument<?> setting : settings.getConstructor().getArguments()) {
                    require(
                            context,
                            prefix + "." + NameUtils.hyphenate(setting.getName()),
                            setting);
                }
            }
        }
    }

    private static void require(ApplicationContext context, String name, Argument<?> setting) {
        Object value = context.getEnvironment().getProperty(name, Object.class).orElse("");
        if (value.toString().isBlank() || setting.getType() == String.class) {
            return;
        }
        ConversionContext conversion = ConversionContext.of(setting);
        if (context.getConversionService()
                .convert(value, setting.getType(), conversion)
                .isEmpty()) {
            throw new IllegalArgumentException(
                    "%s \"%s\" is not understood: %s"
                            .formatted(name, value, hint(setting.getType())));
        }
    }

    private static String hint(Class<?> type) {
        if (type == Duration.class) {
            return "write 500ms, 30s, 5m or 24h";
        }
        if (type == int.class
                || type == long.class
                || type == Integer.class
                || type == Long.class) {
            return "write a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "write true or false";
        }
        if (type.isEnum()) {
            return "there are: "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(each -> each.toString().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        return "it has a value that is not possible there";
    }
}
