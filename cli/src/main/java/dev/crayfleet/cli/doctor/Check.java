package dev.crayfleet.cli.doctor;

import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.util.List;

/** Looks at one part of a fleet. It changes nothing there. */
interface Check {
    /** What it looks at, as a heading. */
    String area();

    /**
     * What it found. It may throw whatever it likes, which is a finding as well, and is interrupted
     * when the time is over.
     */
    List<Finding> run() throws Exception;
}
