package dev.crayfleet.runner.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process and all that it started. Descendants are found as long as their parents live; on Linux
 * also those that were let go, by the mark in their environment and by their session.
 */
final class ProcessTree {
    /** The variable that marks every process of one run. */
    static final String MARK = "CRAYFLEET_RUN";

    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 5;
    private static final int ENVIRONMENT_BYTES = 256 * 1024;

    private final ProcessHandle root;
    private final byte[] mark;
    private final Map<Long, ProcessHandle> known = new HashMap<>();

    ProcessTree(ProcessHandle root, String mark) {
        this.root = root;
        this.mark = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Ends all of it: asks, waits, and then insists until nothing is left.
     *
     * @return whether nothing is left
     */
    boolean end(Duration grace) throws InterruptedException {
        List<ProcessHandle> asked = alive();
        if (!asked.isEmpty() && grace.isPositive()) {
            asked.forEach(ProcessHandle::destroy);
            await(asked, grace);
        }
        // What forks while it is looked at is found in the next round.
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> left = alive();
            if (left.isEmpty()) {
                return true;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            await(left, Duration.ofSeconds(1));
        }
        return alive().isEmpty();
    }

    /** All of it that lives, root included. */
    private List<ProcessHandle> alive() {
        known.put(root.pid(), root);
        root.descendants().forEach(each -> known.putIfAbsent(each.pid(), each));
        scan();
        known.values().removeIf(each -> !each.isAlive() || isZombie(each.pid()));
        // Children of what was let go.
        for (ProcessHandle each : new ArrayList<>(known.values())) {
            each.descendants().forEach(child -> known.putIfAbsent(child.pid(), child));
        }
        return new ArrayList<>(known.values());
    }

    private void scan() {
        if (!Files.isDirectory(PROC)) {
            return;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (!known.containsKey(pid)
                        && (session(process) == root.pid() || isMarked(process))) {
                    ProcessHandle.of(pid).ifPresent(handle -> known.put(pid, handle));
                }
            }
        } catch (IOException | NumberFormatException noProc) {
            return;
        }
    }

    private static boolean isZombie(long pid) {
        return stat(PROC.resolve(Long.toString(pid)))
                .map(fields -> fields[0].equals("Z") || fields[0].equals("X"))
                .orElse(false);
    }

    private static long session(Path process) {
        return stat(process).map(fields -> Long.valueOf(fields[3])).orElse(-1L);
    }

    /** State, parent, group, session and so on: what follows the name in parentheses. */
    private static Optional<String[]> stat(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields.length > 4 ? Optional.of(fields) : Optional.empty();
        } catch (IOException | IndexOutOfBoundsException goneOrElsewhere) {
            return Optional.empty();
        }
    }

    private boolean isMarked(Path process) {
        try (InputStream in = Files.newInputStream(process.resolve("environ"))) {
            byte[] environment = in.readNBytes(ENVIRONMENT_BYTES);
            return contains(environment, mark);
        } catch (IOException goneOrSomebodyElses) {
            return false;
        }
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            int same = 0;
            while (same < part.length && bytes[at + same] == part[same]) {
                same++;
            }
            if (same == part.length) {
                return true;
            }
        }
        return false;
    }

    private static void await(List<ProcessHandle> processes, Duration limit)
            throws InterruptedException {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(exits).get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillThere) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
