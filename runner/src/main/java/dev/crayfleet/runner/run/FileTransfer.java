package dev.crayfleet.runner.run;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Files and long texts, which travel beside the messages. */
public interface FileTransfer {
    /**
     * @param isWanted asked meanwhile, at least every second: whether it is still waited for
     * @throws IOException if it is no longer there, or not as it was, or not wanted any more
     */
    byte[] fetch(FileRef file, BooleanSupplier isWanted) throws IOException;

    /**
     * @param isWanted likewise
     * @throws IOException if it could not be written in time, or is not wanted any more
     */
    FileRef upload(TaskId task, String name, byte[] content, BooleanSupplier isWanted)
            throws IOException;
}
