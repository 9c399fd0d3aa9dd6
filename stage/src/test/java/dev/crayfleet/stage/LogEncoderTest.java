package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class LogEncoderTest {
    private static final String HOSTILE =
            "said \u001b[2J\r\n\"}{\\ 12:00 INFO all is well\u007f\u009b\u2028\u202e\u2066 ä日本😀";

    private final LoggerContext logback = new LoggerContext();

    @BeforeEach
    void readTheMdc() {
        logback.setMDCAdapter(MDC.getMDCAdapter());
    }

    @AfterEach
    void leaveNothing() {
        MDC.clear();
    }

    @Test
    void jsonHasWhatALineIsAbout() throws IOException {
        TaskLog.name(new Attempt(new TaskId("t-1"), 2));
        JsonNode line = json(encoded("json", "task {} is {}", null, "t-1", "taken"));
        assertThat(line.properties().stream().map(each -> each.getKey()))
                .containsExactlyInAnyOrder(
                        "timestamp",
                        "level",
                        "threadName",
                        "loggerName",
                        "mdc",
                        "formattedMessage",
                        "throwable");
        assertThat(line.path("throwable").isNull()).isTrue();
        assertThat(line.path("timestamp").asLong()).isPositive();
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("loggerName").asText()).isEqualTo("dev.crayfleet.Test");
        assertThat(line.path("formattedMessage").asText()).isEqualTo("task t-1 is taken");
        assertThat(line.path("mdc").path("task").asText()).isEqualTo("t-1");
        assertThat(line.path("mdc").path("attempt").asText()).isEqualTo("2");
    }

    @Test
    void whatOthersSayStaysOneLineThatMovesNoCursorAndIsTheSameText() throws IOException {
        MDC.put("task", HOSTILE);
        String encoded = encoded("json", HOSTILE, new IllegalStateException(HOSTILE));
        assertThat(encoded).endsWith("}\n");
        assertThat(encoded.strip())
                .doesNotContainPattern("[\\x00-\\x1F\\x7F-\\x9F\u2028-\u202e\u2066-\u2069]");
        JsonNode line = json(encoded);
        assertThat(line.path("formattedMessage").asText()).isEqualTo(HOSTILE);
        assertThat(line.path("mdc").path("task").asText()).isEqualTo(HOSTILE);
        assertThat(line.path("throwable").path("message").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void ofStackTracesOnlyTheBeginningIsLogged() throws IOException {
        JsonNode thrown = json(encoded("json", "x", deep(200))).path("throwable");
        assertThat(thrown.path("className").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(thrown.path("stepArray")).hasSize(12);
        assertThat(thrown.path("cause").path("message").asText()).isEqualTo("the cause");
        assertThat(thrown.path("cause").path("stepArray"))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "", "JSON", "xml"})
    void whateverIsNotJsonIsText(String format) {
        assertThat(encoded(format, "hello", null)).isEqualTo("WARN hello\n");
    }

    private static Throwable deep(int depth) {
        return depth == 0 ? new IllegalStateException("deep", cause()) : deep(depth - 1);
    }

    private static IOException cause() {
        return new IOException("the cause");
    }

    private String encoded(
            String format, String message, @Nullable Throwable failure, Object... arguments) {
        LogEncoder encoder = new LogEncoder();
        encoder.setContext(logback);
        encoder.setFormat(format);
        encoder.setPattern("%level %msg\n%nopex");
        encoder.start();
        LoggingEvent event =
                new LoggingEvent(
                        "test",
                        logback.getLogger("dev.crayfleet.Test"),
                        Level.WARN,
                        message,
                        failure,
                        arguments);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }
}
