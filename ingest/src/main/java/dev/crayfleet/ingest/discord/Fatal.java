package dev.crayfleet.ingest.discord;

/** What no message can be blamed for. */
final class Fatal {
    private Fatal() {}

    /** Throws on what is about the whole process: no memory, above all. */
    static void rethrow(Throwable e) {
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
            throw error;
        }
    }
}
