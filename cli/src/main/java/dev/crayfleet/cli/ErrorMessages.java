package dev.crayfleet.cli;

/** Error messages for the person at the terminal. */
final class ErrorMessages {
    private ErrorMessages() {}

    /** The first message of our own in a chain of causes: frameworks wrap our exceptions. */
    static String of(Throwable e) {
        String fallback = e.getClass().getSimpleName();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message == null || message.isBlank()) {
                continue;
            }
            if (isOurs(cause)) {
                return message;
            }
            fallback = message.lines().findFirst().orElse(fallback);
        }
        return fallback;
    }

    private static boolean isOurs(Throwable e) {
        String type = e.getClass().getName();
        return type.startsWith("dev.crayfleet.")
                || type.equals(IllegalStateException.class.getName())
                        && e.getStackTrace().length > 0
                        && e.getStackTrace()[0].getClassName().startsWith("dev.crayfleet.");
    }
}
