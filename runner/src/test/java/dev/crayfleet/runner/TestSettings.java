package dev.crayfleet.runner;

import dev.crayfleet.runner.config.HostDefaults;
import dev.crayfleet.runner.config.RunnerSettings;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings as a runner reads them, without the environment of whoever runs the tests. */
final class TestSettings {
    private TestSettings() {}

    /**
     * @param named by full names
     */
    static RunnerSettings read(Map<String, String> named, HostDefaults host) {
        Map<String, Object> properties = new HashMap<>(named);
        properties.put(Stage.PROPERTY, "runner");
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .eagerInitSingletons(false)
                        .deduceEnvironment(false)
                        .environmentPropertySource(false)
                        .singletons(host)
                        .properties(properties)
                        .start()) {
            return RunnerSettingsFactory.read(context);
        } catch (BeanContextException e) {
            throw RunnerSettingsFactory.refusal(e);
        }
    }

    /**
     * @param named without {@code crayfleet.runner.}
     * @param home of the user
     */
    static RunnerSettings readShort(Map<String, String> named, Path home) {
        Map<String, String> full = new HashMap<>();
        named.forEach((name, value) -> full.put("crayfleet.runner." + name, value));
        return read(full, new HostDefaults("host", 1, home, "0a1b"));
    }
}
