package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * What an exception of the file system means to people, and what to do: its own message is often
 * only a path.
 */
public final class FileErrors {
    private static final String FOLDER = "crayfleet.runner.workers names the folder";

    private FileErrors() {}

    public static String of(IOException e) {
        String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (isFull(e)) {
            return "the disk of the runner is full (%s): make room there, or let old workspaces go with crayfleet.runner.workers-max-mb"
                    .formatted(what);
        }
        if (what.contains("Read-only file system")) {
            return "the runner may only read there (%s); %s".formatted(what, FOLDER);
        }
        if (e instanceof AccessDeniedException denied) {
            return "the runner may not write %s: allow its user to; %s"
                    .formatted(denied.getFile(), FOLDER);
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return "%s: %s; %s".formatted(file.getFile(), file.getReason(), FOLDER);
        }
        return e instanceof FileSystemException
                ? "%s (%s); %s"
                        .formatted(
                                what, e.getClass().getSimpleName().replace("Exception", ""), FOLDER)
                : what;
    }

    /** Whether there is no room, or no more is allowed. */
    static boolean isFull(IOException e) {
        String what = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return what.contains("no space left") || what.contains("quota exceeded");
    }
}
