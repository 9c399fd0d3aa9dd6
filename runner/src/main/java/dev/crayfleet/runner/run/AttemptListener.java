package dev.crayfleet.runner.run;

/** Gets the progress of an attempt. */
interface AttemptListener {
    /**
     * @param agent the name of its folder
     * @param executor for people
     */
    void started(String agent, String executor);

    /**
     * @param note one line, with secrets masked
     */
    void progressed(String note);
}
