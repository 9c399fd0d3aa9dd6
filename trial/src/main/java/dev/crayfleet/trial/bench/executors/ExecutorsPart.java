package dev.crayfleet.trial.bench.executors;

import java.util.Locale;

/** A part of the benchmark that can be measured alone. */
enum ExecutorsPart {
    EXEC,
    GATEWAY,
    DEMO;

    /** As it is typed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
