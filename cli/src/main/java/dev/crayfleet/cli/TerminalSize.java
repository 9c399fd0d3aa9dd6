package dev.crayfleet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How large the terminal is, in characters. */
record TerminalSize(int lines, int columns) {
    private static final TerminalSize USUAL = new TerminalSize(24, 80);
    private static final Pattern TWO_NUMBERS = Pattern.compile("(\\d{1,4}) (\\d{1,4})");
    private static final int TIMEOUT_SECONDS = 1;

    /** Empty where no person looks. */
    static Optional<TerminalSize> read() {
        return Confirmation.terminal() == null ? Optional.empty() : Optional.of(asked());
    }

    /** Java does not know it, but a program that every Unix has does. */
    private static TerminalSize asked() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return stty.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        ? of(
                                new String(
                                        stty.getInputStream().readNBytes(100),
                                        StandardCharsets.US_ASCII))
                        : USUAL;
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /**
     * @param answer as of {@code stty size}: two numbers, which are 0 where they are not known
     */
    static TerminalSize of(String answer) {
        Matcher numbers = TWO_NUMBERS.matcher(answer.strip());
        if (!numbers.matches()) {
            return USUAL;
        }
        int lines = Integer.parseInt(numbers.group(1));
        int columns = Integer.parseInt(numbers.group(2));
        return new TerminalSize(
                lines > 1 ? lines : USUAL.lines, columns > 1 ? columns : USUAL.columns);
    }
}
