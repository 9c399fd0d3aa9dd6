package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crayfleet.dispatcher.config.BoundsSettings;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.dispatcher.config.LaneSettings;
import dev.crayfleet.dispatcher.config.LeaseSettings;
import dev.crayfleet.dispatcher.config.QuarantineSettings;
import dev.crayfleet.dispatcher.config.QueueSettings;
import dev.crayfleet.dispatcher.config.ReplaySettings;
import dev.crayfleet.dispatcher.config.RetrySettings;
import dev.crayfleet.dispatcher.config.StreamsSettings;
import dev.crayfleet.dispatcher.config.UnservedNoticeSettings;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.poster.PosterConfig;
import dev.crayfleet.runner.config.CommandConfig;
import dev.crayfleet.runner.config.CommandTokensConfig;
import dev.crayfleet.runner.config.DemoConfig;
import dev.crayfleet.runner.config.GatewayConfig;
import dev.crayfleet.runner.config.LeaseConfig;
import dev.crayfleet.runner.config.OpenClawConfig;
import dev.crayfleet.runner.config.PoolConfig;
import dev.crayfleet.runner.config.ProcessConfig;
import dev.crayfleet.runner.config.ShutdownConfig;
import dev.crayfleet.runner.config.TimeLimitConfig;
import dev.crayfleet.runner.config.WorkspaceConfig;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md has every setting there is, no other, and with its default. */
class ConfigurationPageTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));

    static Stream<Arguments> stages() {
        return Stream.of(
                arguments("Ingest", List.of(IngestConfig.class)),
                arguments(
                        "Dispatcher",
                        List.of(
                                BoundsSettings.class,
                                HttpSettings.class,
                                LaneSettings.class,
                                LeaseSettings.class,
                                QuarantineSettings.class,
                                QueueSettings.class,
                                ReplaySettings.class,
                                RetrySettings.class,
                                StreamsSettings.class,
                                UnservedNoticeSettings.class)),
                arguments(
                        "Runner",
                        List.of(
                                PoolConfig.class,
                                LeaseConfig.class,
                                ShutdownConfig.class,
                                TimeLimitConfig.class,
                                WorkspaceConfig.class,
                                ProcessConfig.class,
                                OpenClawConfig.class,
                                GatewayConfig.class,
                                CommandConfig.class,
                                CommandTokensConfig.class,
                                DemoConfig.class)),
                arguments("Poster", List.of(PosterConfig.class)));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void hasEverySettingWithItsDefault(String stage, List<Class<?>> configs) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Class<?> config : configs) {
            for (Parameter setting : config.getDeclaredConstructors()[0].getParameters()) {
                String name = variable(stage, setting.getName().replaceAll("([A-Z])", "_$1"));
                assertThat(names.add(name)).as("%s is bound once", name).isTrue();
                String usual = defaultOf(setting, name);
                if (!usual.isEmpty() && !usual.contains("$")) {
                    assertThat(row(name)).as(name).contains("| `" + usual + "` |");
                }
            }
        }
        assertThat(documented(stage)).isEqualTo(names);
    }

    /**
     * A setting with an older name has both in a placeholder, and its default behind them: {@code
     * ${crayfleet.runner.workers:workers.dir:workers}}.
     */
    private static String defaultOf(Parameter setting, String name) throws IOException {
        Value placeholder = setting.getAnnotation(Value.class);
        if (placeholder == null) {
            return setting.getAnnotation(Bindable.class).defaultValue();
        }
        String text = placeholder.value();
        String[] parts = text.substring(2, text.length() - 1).split(":", -1);
        assertThat(parts).as(text).hasSize(3);
        assertThat(variableOf(parts[0])).isEqualTo(name);
        assertThat(row(name)).as(name).contains("` or `" + variableOf(parts[1]) + "` |");
        return parts[2];
    }

    private static String variableOf(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What the README and the compose file name is explained on the page. */
    @Test
    void explainsWhatIsNamedElsewhere() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String file : List.of("README.md", ".env.example", "docker-compose.yml")) {
            Pattern.compile("\\b(?:CRAYFLEET|DISCORD)(?:_[A-Z]+)+\\b")
                    .matcher(Files.readString(ROOT.resolve(file)))
                    .results()
                    .forEach(found -> named.add(found.group()));
        }
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        assertThat(named).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static String variable(String stage, String name) {
        return "CRAYFLEET_%s_%s".formatted(stage, name.replace('-', '_')).toUpperCase(Locale.ROOT);
    }

    private static Set<String> documented(String stage) throws IOException {
        // Of three columns; what the command reads has no default, and two.
        Pattern row =
                Pattern.compile(
                        "^\\| `(" + variable(stage, "") + "[A-Z_]+)`[^|]*\\|[^|]*\\|[^|]*\\|");
        return rows().stream()
                .flatMap(line -> row.matcher(line).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String row(String name) throws IOException {
        return rows().stream()
                .filter(line -> line.startsWith("| `" + name + "`"))
                .findFirst()
                .orElse("there is no row for " + name);
    }

    private static List<String> rows() throws IOException {
        return Arrays.asList(
                Files.readString(ROOT.resolve("docs/configuration.md")).split("\n", -1));
    }
}
