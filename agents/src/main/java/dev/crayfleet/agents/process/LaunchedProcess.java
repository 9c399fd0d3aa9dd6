package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A program that was started with a mark on it, and the tree that grows from it.
 *
 * <p>It dies with the thread that started it, as far as the system lets us say so: that thread has
 * to be a platform thread, and to wait for it.
 */
public record LaunchedProcess(Process process, ProcessTree tree, String mark) {
    /**
     * @param environment all of it
     * @param merged whether its standard error goes where its standard output goes
     * @throws IOException if it cannot be started
     */
    public static LaunchedProcess start(
            List<String> words,
            Path folder,
            Map<String, String> environment,
            ResourceLimits confinement,
            boolean merged)
            throws IOException {
        String mark = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(confinement.wrap(words));
        builder.directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (confinement.user() != null) {
            // Its own home, or none: the runner's is not for it.
            builder.environment().put("HOME", environment.getOrDefault("TMPDIR", "/"));
            builder.environment().putAll(confinement.user().environment());
        }
        builder.environment().put(ProcessTree.MARK, mark);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectErrorStream(merged);
        Process process = start(builder, mark);
        return new LaunchedProcess(process, new ProcessTree(process.pid(), mark), mark);
    }

    /** It may run although Java found no thread to wait for it: nobody would know it then. */
    private static Process start(ProcessBuilder builder, String mark) throws IOException {
        try {
            return builder.start();
        } catch (OutOfMemoryError full) {
            try {
                ProcessTree.leftBehind(ProcessIdentity.NONE, mark).end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw full;
        }
    }
}
