package dev.crayfleet.stage.kafka;

import io.micronaut.context.BeanContext;
import io.micronaut.context.BeanResolutionContext;
import io.micronaut.core.value.PropertyResolver;
import io.micronaut.inject.BeanConfiguration;
import io.micronaut.inject.BeanDefinitionReference;
import org.jspecify.annotations.Nullable;

/**
 * Leaves Micronaut's admin client out, unless {@code kafka.admin.enabled} is true, as newer
 * versions of it do. Version 5.9.0 makes it at each stop, for the part that deletes the groups of
 * listeners, and then never closes it: its thread goes on and logs for ever where Kafka is away. We
 * have no listeners. Micronaut finds this class by a file below {@code META-INF/micronaut}.
 */
public final class KafkaAdminSwitch implements BeanConfiguration {
    private static final String PACKAGE = "io.micronaut.configuration.kafka.admin";

    @Override
    public Package getPackage() {
        return KafkaAdminSwitch.class.getPackage();
    }

    @Override
    public String getName() {
        return PACKAGE;
    }

    @Override
    public String getVersion() {
        return "";
    }

    @Override
    public boolean isEnabled(
            BeanContext context, @Nullable BeanResolutionContext resolutionContext) {
        return context instanceof PropertyResolver settings
                && settings.getProperty("kafka.admin.enabled", Boolean.class).orElse(false);
    }

    @Override
    public boolean isWithin(BeanDefinitionReference bean) {
        // By the factory, not by what it makes, which is a class of Kafka.
        return isWithin(bean.getBeanDefinitionName());
    }
}
