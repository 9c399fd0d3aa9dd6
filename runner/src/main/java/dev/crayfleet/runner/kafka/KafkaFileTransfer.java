package dev.crayfleet.runner.kafka;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.runner.run.FileTransfer;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Files travel on the files topic. */
final class KafkaFileTransfer implements FileTransfer {
    private final FileStore store;

    KafkaFileTransfer(FileStore store) {
        this.store = store;
    }

    @Override
    public byte[] fetch(FileRef file, BooleanSupplier isWanted) throws IOException {
        try {
            return store.get(file, isWanted);
        } catch (FileStore.FileLostException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public FileRef upload(TaskId task, String name, byte[] content, BooleanSupplier isWanted)
            throws IOException {
        try {
            return store.put(task, name, content, isWanted);
        } catch (FileStore.FileLostException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
