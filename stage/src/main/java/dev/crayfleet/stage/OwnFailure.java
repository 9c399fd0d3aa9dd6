package dev.crayfleet.stage;

import java.util.Optional;

/** Finds what our own code has said in a failure that frameworks have wrapped. */
final class OwnFailure {
    private static final String OURS = "dev.crayfleet.";

    private OwnFailure() {}

    /** The outermost of our own exceptions whose message is a sentence for people. */
    static Optional<RuntimeException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RuntimeException own && own.getMessage() != null && isOurs(own)) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    private static boolean isOurs(RuntimeException e) {
        if (e.getClass().getName().startsWith(OURS)) {
            return true;
        }
        boolean isRefusal =
                e.getClass() == IllegalArgumentException.class
                        || e.getClass() == IllegalStateException.class;
        StackTraceElement[] trace = e.getStackTrace();
        return isRefusal && trace.length > 0 && trace[0].getClassName().startsWith(OURS);
    }
}
