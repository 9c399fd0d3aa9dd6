package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.contract.KnownFields;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What all programs behind the {@code crayfleet} command share: how they report errors, and where
 * their logs go. Exit codes: 0 done, {@link #FAILED}, {@link #REFUSED}, {@link #STILL_RUNNING},
 * {@link #UNREACHABLE}.
 */
public final class CommandLines {
    /** A task failed, or a service did. */
    public static final int FAILED = 1;

    /** The command was misused, or what it asked for was refused. */
    public static final int REFUSED = 2;

    /** A task has not ended within the time that it was waited for. */
    public static final int STILL_RUNNING = 3;

    /** No fleet, or not all of it, is where it was looked for. */
    public static final int UNREACHABLE = 4;

    private static final String LOG_CONFIGURATION = "logback.configurationFile";
    private static final String LOG_FILE = "crayfleet.log";

    private CommandLines() {}

    /** The command cannot do what it is asked for; the message is a sentence for people. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RefusedException(String sentence) {
            super(sentence);
        }
    }

    /**
     * @param command as picocli understands it
     * @return reports each failure in one sentence
     */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler((e, failed, parsed) -> {
            Terminal.of(failed).error(ErrorMessages.of(e));
            return switch (e) {
                case UnreachableException unreachable -> UNREACHABLE;
                case RefusedException refused -> REFUSED;
                default -> FAILED;
            };
        });
        line.setParameterExceptionHandler((e, args) -> reportMisuse(e));
        return line;
    }

    static int reportMisuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        Terminal.of(command).error(sentence(e));
        Optional<String> meant = meantCommand(e);
        if (meant.isPresent()) {
            command.getErr()
                    .printf(
                            "Did you mean: %s %s?%n",
                            command.getCommandSpec().qualifiedName(), meant.get());
        } else if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.usage(command.getErr());
        }
        return REFUSED;
    }

    /** Picocli's own suggestions go by pairs of letters: for "sumbit" they have "resume". */
    private static Optional<String> meantCommand(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? KnownFields.nearest(
                        unmatched.getUnmatched().getFirst(),
                        e.getCommandLine().getSubcommands().keySet())
                : Optional.empty();
    }

    /** What was misused. Picocli's own sentences count arguments and name types of Java. */
    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            CommandLine command = e.getCommandLine();
            if (word.startsWith("-")) {
                return "\"%s\" is no option of %s".formatted(word, command.getCommandName());
            }
            return command.getSubcommands().isEmpty()
                    ? "%s does not take \"%s\"".formatted(command.getCommandName(), word)
                    : "\"%s\" is no command".formatted(word);
        }
        return String.valueOf(e.getMessage())
                .replace("' is not an int", "' is no whole number")
                .replace("' is not a long", "' is no whole number");
    }

    /**
     * Writes no logs, because the command itself says what goes wrong. Has an effect only before
     * the first logger is made; a configuration that the user has named wins.
     */
    public static void logNothing() {
        configureLogs("logback-quiet.xml");
    }

    /**
     * Writes logs into a file, because the console is for the person. Has an effect only before the
     * first logger is made; a configuration that the user has named wins.
     *
     * @param configuration of logback, on the class path; reads the file's name from {@code
     *     crayfleet.log}
     */
    public static void logTo(Path file, String configuration) {
        System.setProperty(LOG_FILE, file.toString());
        configureLogs(Objects.requireNonNull(configuration));
    }

    private static void configureLogs(String configuration) {
        if (System.getProperty(LOG_CONFIGURATION) == null) {
            System.setProperty(LOG_CONFIGURATION, configuration);
        }
    }
}
