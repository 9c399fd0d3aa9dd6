package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that go to other agents and come from them, for one attempt. Safe for use by many
 * threads.
 */
final class SentFiles {
    /** That an attempt sends, for all its children together. */
    static final int MAX_FILES = 8 * Limits.TASK_FILES;

    private final DelegationLane lane;

    // Guarded by this.
    private final List<FileRef> files = new ArrayList<>();
    private int uploads;
    private boolean isOver;

    SentFiles(DelegationLane lane) {
        this.lane = lane;
    }

    /**
     * Carries a file that a later request names.
     *
     * @return its number among those of the attempt, from 1
     */
    int upload(String name, byte[] content) throws DelegateException {
        synchronized (this) {
            if (isOver) {
                throw DelegateException.over();
            }
            if (uploads >= MAX_FILES) {
                throw new DelegateException(
                        409,
                        "This attempt has sent %d files already, and may not send more."
                                .formatted(MAX_FILES));
            }
            uploads++;
        }
        try {
            FileRef file = lane.upload(name, content);
            synchronized (this) {
                files.add(file);
                return files.size();
            }
        } catch (IOException e) {
            throw new DelegateException(
                    503, "The file %s could not be carried: %s".formatted(name, e.getMessage()));
        }
    }

    /** A file that was uploaded before. */
    synchronized FileRef find(int number) throws DelegateException {
        if (number < 1 || number > files.size()) {
            throw new DelegateException(400, "No file was sent as number %d.".formatted(number));
        }
        return files.get(number - 1);
    }

    byte[] fetch(FileRef file) throws DelegateException {
        try {
            return lane.fetch(file);
        } catch (IOException e) {
            throw new DelegateException(
                    503,
                    "The file %s could not be fetched: %s".formatted(file.name(), e.getMessage()));
        }
    }

    synchronized void end() {
        isOver = true;
        files.clear();
    }
}
