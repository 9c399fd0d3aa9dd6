package dev.crayfleet.runner.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/** What an exception of the file system means to people: its own message is often only a path. */
final class Reasons {
    private Reasons() {}

    static String of(IOException e) {
        String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof AccessDeniedException denied) {
            return "the runner may not write " + denied.getFile();
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return "%s: %s".formatted(file.getFile(), file.getReason());
        }
        return e instanceof FileSystemException
                ? "%s (%s)".formatted(what, e.getClass().getSimpleName().replace("Exception", ""))
                : what;
    }
}
