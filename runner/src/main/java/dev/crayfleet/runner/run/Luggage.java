package dev.crayfleet.runner.run;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;

/** Big things that travel beside the messages. */
public interface Luggage {
    /**
     * @throws IOException if it is no longer there, or not as it was
     */
    byte[] fetch(FileRef file) throws IOException;

    /**
     * @throws IOException if it could not be written in time
     */
    FileRef carry(TaskId task, String name, byte[] content) throws IOException;
}
