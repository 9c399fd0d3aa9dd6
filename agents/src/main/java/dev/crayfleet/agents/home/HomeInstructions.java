package dev.crayfleet.agents.home;

/** What AGENTS.md says about the home, behind the home's own. */
final class HomeInstructions {
    private static final String LEAVE_BEHIND =
            """
            ## In this fleet
            You do one task, in a folder of its own, and then you are done. Nobody answers questions.
            - `RESULT.txt`: the full result. If you write none, your last message is taken as the result.
            - `SUMMARY.txt`: the result in short.
            - `outputs/`: files that the person who asked is to be sent, if there are any.
            """;

    private static final String KEPT =
            "What you change in `MEMORY.md` and in `memory/` is there again in your next task, if this one succeeds. Nothing else in this folder is kept, and no secrets belong there.\n";

    private static final String FRESH =
            "`MEMORY.md` and the rest of your home are a copy: your next task finds them as they were.\n";

    private HomeInstructions() {}

    /**
     * @param hasTemplate whether the home has an AGENTS.md, which may say nothing about results
     */
    static String text(boolean hasTemplate, boolean keepsMemory) {
        return (hasTemplate ? LEAVE_BEHIND : "## Your memory\n") + (keepsMemory ? KEPT : FRESH);
    }
}
