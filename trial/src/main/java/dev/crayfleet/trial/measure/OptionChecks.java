package dev.crayfleet.trial.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Refuses options before anything is started: what is found out at the end of a run has cost its
 * minutes.
 */
public final class OptionChecks {
    private final CommandSpec spec;

    public OptionChecks(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        this.spec = spec;
    }

    /**
     * @param option its name, with hyphens
     * @throws ParameterException with a sentence, if the value is outside {@code min} to {@code
     *     max}
     */
    public OptionChecks range(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw refusal("%s takes %d to %d, not %d".formatted(option, min, max, value));
        }
        return this;
    }

    /**
     * @param file that is to be written in the end; absent if none is
     * @throws ParameterException with a sentence, if it cannot be written
     */
    public OptionChecks writable(String option, @Nullable Path file) {
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw refusal("%s %s: there is no folder %s".formatted(option, file, folder));
            }
            if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
                throw refusal("%s %s: that file cannot be written".formatted(option, file));
            }
        }
        return this;
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
