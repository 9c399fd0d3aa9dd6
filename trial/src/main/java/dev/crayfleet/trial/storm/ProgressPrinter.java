package dev.crayfleet.trial.storm;

import java.io.PrintWriter;

/** Prints the progress lines of a storm. Safe for many threads. */
final class ProgressPrinter {
    private final PrintWriter out;

    ProgressPrinter(PrintWriter out) {
        this.out = out;
    }

    void print(String line) {
        out.println(line);
        out.flush();
    }
}
