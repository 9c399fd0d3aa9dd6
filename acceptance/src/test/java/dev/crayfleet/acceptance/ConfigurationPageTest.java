package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.dispatcher.config.BoundsSettings;
import dev.crayfleet.dispatcher.config.HttpSettings;
import dev.crayfleet.dispatcher.config.LaneSettings;
import dev.crayfleet.dispatcher.config.LeaseSettings;
import dev.crayfleet.dispatcher.config.QuarantineSettings;
import dev.crayfleet.dispatcher.config.QueueSettings;
import dev.crayfleet.dispatcher.config.RetrySettings;
import dev.crayfleet.dispatcher.config.StreamsSettings;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.poster.PosterConfig;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md has every setting there is, no other, and with its default. */
class ConfigurationPageTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));

    /** The records that a stage's settings are bound to. */
    static List<Arguments> settings() {
        return List.of(
                Arguments.of("Ingest", List.of(IngestConfig.class)),
                Arguments.of(
                        "Dispatcher",
                        List.of(
                                BoundsSettings.class,
                                HttpSettings.class,
                                LaneSettings.class,
                                LeaseSettings.class,
                                QuarantineSettings.class,
                                QueueSettings.class,
                                RetrySettings.class,
                                StreamsSettings.class)),
                Arguments.of("Poster", List.of(PosterConfig.class)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasEverySettingWithItsDefault(String stage, List<Class<?>> records) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Class<?> settings : records) {
            for (Parameter setting : settings.getDeclaredConstructors()[0].getParameters()) {
                String name = variable(stage, setting.getName().replaceAll("([A-Z])", "_$1"));
                names.add(name);
                String usual = setting.getAnnotation(Bindable.class).defaultValue();
                if (!usual.isEmpty() && !usual.contains("$")) {
                    assertThat(row(name)).as(name).contains("| `" + usual + "` |");
                }
            }
        }
        assertThat(documented(stage)).isEqualTo(names);
    }

    /** The runner reads its settings by name, so its source is what there is to ask. */
    @Test
    void hasEverySettingOfTheRunner() throws IOException {
        String source =
                Files.readString(
                        ROOT.resolve(
                                "runner/src/main/java/dev/crayfleet/runner/RunnerSettings.java"));
        Set<String> names =
                Pattern.compile("(?:text|time|number|choice)\\((?:\\w+\\.class, )?\"([a-z-]+)\"")
                        .matcher(source)
                        .results()
                        .map(found -> variable("Runner", found.group(1)))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented("Runner")).isEqualTo(names);
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
        Pattern row = Pattern.compile("^\\| `(" + variable(stage, "") + "[A-Z_]+)`");
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
