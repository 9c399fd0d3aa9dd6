package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A program that was started with a mark on it, and the tree that grows from it.
 *
 * <p>Where the system has the program setpriv, it is killed when the thread ends that started it:
 * that has to be a platform thread, and to wait for it.
 */
public record LaunchedProcess(Process process, ProcessTree tree, String mark) {
    /**
     * @param environment all of it
     * @param mergeErrors whether its standard error goes where its standard output goes
     * @throws IOException if it cannot be started
     */
    public static LaunchedProcess start(
            List<String> words,
            Path folder,
            Map<String, String> environment,
            ResourceLimits limits,
            boolean mergeErrors)
            throws IOException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(LimitedCommand.wrap(words, limits));
        builder.directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (limits.user() != null) {
            // Its own home, or a temporary folder: never the runner's home.
            builder.environment().put("HOME", environment.getOrDefault("TMPDIR", "/"));
            builder.environment().putAll(limits.user().environment());
        }
        builder.environment().put(ProcessTree.MARK, mark);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectErrorStream(mergeErrors);
        Process process = start(builder, mark);
        return new LaunchedProcess(
                process, new ProcessTree(process.pid(), mark, limits.user()), mark);
    }

    /**
     * Where Java finds no thread to wait for the process, the process may run all the same: it is
     * ended, because nobody would know of it.
     */
    private static Process start(ProcessBuilder builder, String mark) throws IOException {
        try {
            return builder.start();
        } catch (OutOfMemoryError noThread) {
            try {
                ProcessTree.ofOrphan(ProcessIdentity.NONE, mark).end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw noThread;
        }
    }
}
