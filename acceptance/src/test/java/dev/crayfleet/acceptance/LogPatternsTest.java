package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** What others say is logged, and cannot move a cursor or look like a line of its own. */
class LogPatternsTest {
    private static final Pattern PATTERN = Pattern.compile("<pattern>(.*)</pattern>");
    private static final String HOSTILE = "said \u001b[2J\r\n12:00 INFO all is well\u009b\u202e";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/logback.xml", "/logback-local.xml", "/logback-emulator.xml"})
    void showNothingThatMovesACursor(String file) throws IOException {
        List<String> patterns = patterns(file);
        assertThat(patterns).isNotEmpty();
        for (String pattern : patterns) {
            String line = logged(pattern, null);
            assertThat(line).endsWith("\n").contains("said ", " [2J", "12:00 INFO all is well");
            assertThat(line.strip()).doesNotContainPattern("[\\p{Cntrl}\u009b\u202e]");
            assertThat(logged(pattern, new IllegalStateException(HOSTILE)))
                    .doesNotContainPattern("[\\p{Cntrl}\u009b\u202e&&[^\n\t]]")
                    // A name of a file has line breaks if an agent wants that.
                    .doesNotContainPattern("\n12:00");
        }
    }

    /** As logback itself reads the files of services and of a local fleet. */
    @ParameterizedTest
    @CsvSource({
        "crayfleet.log-format, json, true",
        "CRAYFLEET_LOG_FORMAT, json, true",
        "CRAYFLEET_LOG_FORMAT, '', false",
        "crayfleet.log-format, text, false",
        "nothing, json, false",
    })
    void aSettingMakesThemJson(String setting, String value, boolean isJson) throws Exception {
        Path file = folder.resolve("local.log");
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.putProperty("crayfleet.log", file.toString());
        context.putProperty(setting, value);
        configure(context, "/logback-local.xml");
        context.getLogger("dev.crayfleet.Test").info(HOSTILE);
        context.stop();
        List<String> lines = Files.readAllLines(file);
        if (isJson) {
            assertThat(lines)
                    .singleElement()
                    .satisfies(line ->
                            assertThat(new ObjectMapper().readTree(line).path("formattedMessage"))
                                    .asString()
                                    .contains("all is well"));
        } else {
            assertThat(lines.getFirst()).contains(" INFO  dev.crayfleet.Test - said ");
        }
        LoggerContext service = new LoggerContext();
        service.setMDCAdapter(MDC.getMDCAdapter());
        service.putProperty(setting, value);
        configure(service, "/logback.xml");
        assertThat(encoder(service).encode(event(service)))
                .asString(StandardCharsets.UTF_8)
                .startsWith(isJson ? "{" : "2");
        service.stop();
    }

    private static void configure(LoggerContext context, String file) throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try (InputStream in = LogPatternsTest.class.getResourceAsStream(file)) {
            configurator.doConfigure(Objects.requireNonNull(in));
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender("console");
        return ((OutputStreamAppender<ILoggingEvent>) appender).getEncoder();
    }

    private static LoggingEvent event(LoggerContext context) {
        return new LoggingEvent(
                "test", context.getLogger("x"), Level.INFO, "hello", null, new Object[0]);
    }

    private static String logged(String pattern, @Nullable Throwable failure) {
        LoggerContext context = new LoggerContext();
        Logger logger = context.getLogger("dev.crayfleet.Test");
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        return layout.doLayout(
                new LoggingEvent("test", logger, Level.WARN, HOSTILE, failure, new Object[0]));
    }

    private static List<String> patterns(String file) throws IOException {
        try (InputStream in = LogPatternsTest.class.getResourceAsStream(file)) {
            String xml =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return PATTERN.matcher(xml).results().map(found -> found.group(1)).toList();
        }
    }
}
