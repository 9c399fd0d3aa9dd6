package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others say is logged, and cannot move a cursor or look like a line of its own. */
class LogPatternsTest {
    private static final Pattern PATTERN = Pattern.compile("<pattern>(.*)</pattern>");
    private static final String HOSTILE = "said \u001b[2J\r\n12:00 INFO all is well\u009b\u202e";

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
                    .doesNotContainPattern("[\\p{Cntrl}\u009b\u202e&&[^\n\t]]");
        }
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
