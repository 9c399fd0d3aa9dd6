package dev.crayfleet.acceptance.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end, with a limit, and what they printed. */
final class Commands {
    private static final Path ROOT =
            Path.of(System.getProperty("crayfleet.root", "..")).toAbsolutePath().normalize();

    private Commands() {}

    /**
     * @param output all of it, errors too
     */
    record Result(int code, String output) {}

    /** In the project's folder. */
    static Result run(List<String> words, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("crayfleet-command", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words)
                            .directory(ROOT.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        "%s did not end in %d s; it said:\n%s"
                                .formatted(words, timeout.toSeconds(), Files.readString(output)));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /**
     * @throws AssertionError with what it printed, if it fails
     */
    static String succeed(List<String> words, Map<String, String> environment, Duration timeout)
            throws IOException, InterruptedException {
        Result result = run(words, environment, timeout);
        if (result.code() != 0) {
            throw new AssertionError(
                    "%s ended with %d and said:\n%s"
                            .formatted(words, result.code(), result.output()));
        }
        return result.output();
    }

    static List<String> joined(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}
