package dev.crayfleet.cli;

import dev.crayfleet.contract.Texts;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows at a terminal how something changes, in place of what it showed before, until the person
 * presses Ctrl-C.
 */
final class Watch {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Watch() {}

    /** What is shown. */
    interface View {
        /**
         * Lines that are harmless to a terminal, and no longer than it is wide.
         *
         * @throws IllegalStateException with a sentence for people, if they cannot be had now
         */
        List<String> lines(TerminalSize size);
    }

    /**
     * Ends if the thread is interrupted.
     *
     * @throws IllegalArgumentException with a sentence for people, if there is no terminal
     * @throws IllegalStateException as the view does, before it has shown anything
     */
    static void run(Terminal out, View view) {
        int drawn = 0;
        List<String> last = List.of();
        while (!Thread.currentThread().isInterrupted()) {
            TerminalSize size =
                    TerminalSize.read()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "--watch needs a terminal; without it the list is printed once"));
            String trouble = "";
            try {
                last = view.lines(size);
            } catch (IllegalStateException away) {
                if (drawn == 0) {
                    throw away;
                }
                trouble = String.valueOf(away.getMessage());
            }
            List<String> lines = new ArrayList<>();
            lines.add(
                    TextWidth.cut(
                            heading(LocalTime.now(), Texts.oneLine(trouble)), size.columns()));
            lines.addAll(last);
            List<String> shown = lines.subList(0, Math.min(lines.size(), size.lines() - 1));
            out.draw(frame(shown, drawn));
            drawn = shown.size();
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static String heading(LocalTime now, String trouble) {
        return TIME.format(now)
                + (trouble.isEmpty()
                        ? "  every %d s; Ctrl-C ends it".formatted(INTERVAL.toSeconds())
                        : "  as it last was: " + trouble);
    }

    /**
     * What is written so that these lines stand where the last ones stood.
     *
     * @param lines fewer than the terminal has: the cursor stands below them
     * @param drawn how many stand there
     */
    static String frame(List<String> lines, int drawn) {
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('F');
        }
        lines.forEach(line -> frame.append(line).append("\u001b[K\n"));
        return frame.append("\u001b[J").toString();
    }
}
