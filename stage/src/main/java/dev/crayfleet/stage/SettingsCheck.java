package dev.crayfleet.stage;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses settings that cannot be read or make no sense: all of the stage's and of all stages, in
 * one message. It is the first bean of a stage that is made, so that nobody waits for Kafka to
 * learn that a setting is wrong. Where a value cannot be converted, Micronaut would take the
 * default and say nothing; whoever wrote {@code 90 sec} would never learn that it means nothing.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
@Requires(property = Stage.PROPERTY)
final class SettingsCheck {
    private static final Set<String> COMMON_PREFIXES = Set.of("crayfleet", "crayfleet.http");

    /** Of the frameworks, those that our documentation names. */
    private static final List<Argument<?>> FRAMEWORK_SETTINGS =
            List.of(
                    Argument.of(Integer.class, "micronaut.server.port"),
                    Argument.of(Duration.class, "kafka.health-timeout"),
                    Argument.of(Boolean.class, "kafka.health.enabled"));

    private final ApplicationContext context;
    private final Set<String> problems = new LinkedHashSet<>();

    /**
     * Settings that are empty count as not set.
     *
     * @throws WrongSettingsException that names each setting, its value and what to write
     */
    SettingsCheck(ApplicationContext context) {
        this.context = context;
        String stage = context.getRequiredProperty(Stage.PROPERTY, String.class);
        FRAMEWORK_SETTINGS.forEach(setting -> checkReadable(setting.getName(), setting));
        for (BeanDefinition<?> settings : configurationRecords()) {
            String prefix = settings.stringValue(ConfigurationReader.class, "prefix").orElse("");
            if (COMMON_PREFIXES.contains(prefix) || prefix.equals("crayfleet." + stage)) {
                check(prefix, settings);
            }
        }
        for (BeanDefinition<StartCheck> check : context.getBeanDefinitions(StartCheck.class)) {
            add(StartCheck.of(() -> add(context.getBean(check).problems())).problems());
        }
        if (!problems.isEmpty()) {
            throw new WrongSettingsException(
                    problems.stream().map(SettingNames::withVariables).toList());
        }
    }

    private Collection<BeanDefinition<?>> configurationRecords() {
        return context.getBeanDefinitions(Qualifiers.byStereotype(ConfigurationProperties.class));
    }

    /** A record with unreadable values would be made of its defaults, and is not made. */
    private void check(String prefix, BeanDefinition<?> settings) {
        boolean isReadable = true;
        for (Argument<?> setting : settings.getConstructor().getArguments()) {
            isReadable &=
                    checkReadable(prefix + "." + NameUtils.hyphenate(setting.getName()), setting);
        }
        if (isReadable) {
            add(StartCheck.of(() -> context.getBean(settings)).problems());
        }
    }

    private boolean checkReadable(String name, Argument<?> setting) {
        Object value = context.getEnvironment().getProperty(name, Object.class).orElse("");
        if (value.toString().isBlank() || setting.getType() == String.class) {
            return true;
        }
        ArgumentConversionContext<?> conversion = ConversionContext.of(setting);
        if (context.getConversionService()
                .convert(value, setting.getType(), conversion)
                .isPresent()) {
            return true;
        }
        problems.add(
                "%s \"%s\" is not understood: %s".formatted(name, value, hint(setting.getType())));
        return false;
    }

    private boolean add(Collection<String> more) {
        return problems.addAll(more);
    }

    private static String hint(Class<?> type) {
        if (type == Duration.class) {
            return "write 500ms, 30s, 5m or 24h";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "write true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "write a whole number";
        }
        return "it has a value that is not possible there";
    }
}
