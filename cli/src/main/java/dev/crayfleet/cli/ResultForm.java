package dev.crayfleet.cli;

/**
 * How much of a result is printed.
 *
 * @param option of the command that names a folder for files
 * @param isQuiet without notes, and without what became of files
 * @param isWhole also what the agent of a failed task left
 * @param isJson the record as Kafka has it, with the whole answer
 */
record ResultForm(String option, boolean isQuiet, boolean isWhole, boolean isJson) {
    /** For who waits for the answer. */
    static final ResultForm ANSWER = new ResultForm("--output", false, false, false);
}
