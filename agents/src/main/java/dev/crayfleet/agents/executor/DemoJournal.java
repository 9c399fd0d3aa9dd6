package dev.crayfleet.agents.executor;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunnerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file with a line for every start of the demo agent, {@code <task> <attempt> <runner> <process
 * id>}, which shows what was started without any message. Many runners may write to one file.
 */
public final class DemoJournal {
    private final @Nullable Path file;
    private final RunnerId runner;

    /**
     * @param file absent where nothing is to be written
     */
    public DemoJournal(@Nullable Path file, RunnerId runner) {
        this.file = file;
        this.runner = runner;
    }

    /**
     * @throws UncheckedIOException if it cannot be written; then the agent must not be started
     */
    void recordStart(Attempt attempt) {
        if (file == null) {
            return;
        }
        String line =
                "%s %d %s %d\n"
                        .formatted(
                                attempt.task(),
                                attempt.number(),
                                runner,
                                ProcessHandle.current().pid());
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            // One write, so that lines of different runners do not mix.
            int written = channel.write(bytes);
            if (bytes.hasRemaining()) {
                throw new IOException("only " + written + " bytes were written");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
