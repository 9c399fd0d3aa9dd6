package dev.crayfleet.trial.storm;

import java.io.PrintWriter;

/** Prints a line at a time for whoever waits for a storm. Safe for many threads. */
final class Progress {
    private final PrintWriter out;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void print(String line) {
        out.println(line);
        out.flush();
    }
}
