package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sentences for people have no names of classes and no durations as Java writes them. Logs are for
 * those who look for a fault, and may.
 */
class MessagesTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root"));

    /** An exception put into a text as a whole begins with the name of its class. */
    private static final Pattern EXCEPTION =
            Pattern.compile("\"\\s*\\+\\s*(?:e|failure|cause|error)\\b(?!\\.)");

    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:e|failure|cause|error)\\.(?:toString|getClass)\\(\\)");

    private static final Pattern DURATION = Pattern.compile("\\bDuration\\s+(\\w+)\\s*[;=,)]");

    /**
     * The first says something of exceptions that say nothing, the second makes a text for a log,
     * and the third tells our exceptions from others.
     */
    private static final List<String> EXEMPT =
            List.of("ErrorMessages.java", "RecordPoster.java", "OwnFailure.java");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contract",
                "fleet",
                "kafka",
                "stage",
                "discord",
                "ingest",
                "dispatcher",
                "poster",
                "cli"
            })
    void haveNeitherClassesNorJavaDurations(String module) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (!EXEMPT.contains(file.getFileName().toString())) {
                    found.addAll(offences(file.getFileName() + "", Files.readString(file)));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return \"it failed: \" + e;",
                "say(\"it failed: %s\".formatted(e.toString()));",
                "Duration wait = x; say(\"not within %s\".formatted(id, wait));",
                "Duration wait = x; say(\"not within \" + wait);"
            })
    void areRecognised(String source) {
        assertThat(offences("Example.java", source)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOG.warn(\"it failed: {}\", e.toString());",
                "return \"it failed: \" + e.getMessage();",
                "Duration wait = x; say(\"not within %d s\".formatted(wait.toSeconds()));",
                "Duration wait = x; say(\"not within \" + ReadableTimes.duration(wait));"
            })
    void mayBeLoggedAndFormatted(String source) {
        assertThat(offences("Example.java", source)).isEmpty();
    }

    private static List<String> offences(String file, String source) {
        String code = source.replaceAll("(?m)^\\s*(?://|/?\\*).*$", "");
        List<Pattern> patterns = new ArrayList<>(List.of(EXCEPTION, CLASS_NAME));
        Matcher durations = DURATION.matcher(code);
        while (durations.find()) {
            String name = durations.group(1);
            patterns.add(Pattern.compile("\\.formatted\\((?:[^;]*[,\\s])?" + name + "\\s*[,)]"));
            patterns.add(Pattern.compile("\"\\s*\\+\\s*" + name + "\\b(?!\\.)"));
        }
        List<String> offences = new ArrayList<>();
        for (String statement : code.split(";")) {
            String text = statement.strip();
            if (!text.contains("LOG.")
                    && patterns.stream().anyMatch(each -> each.matcher(text).find())) {
                offences.add(file + ": " + text.replaceAll("\\s+", " "));
            }
        }
        return offences;
    }
}
