package dev.crayfleet.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who listens on a port of this machine, as far as Linux tells this user. */
public final class PortOwner {
    /** Columns of {@code /proc/net/tcp}: number, local address, remote, state (0A listens), … */
    private static final Pattern LISTENER =
            Pattern.compile(
                    "\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F:]+ 0A(?: \\S+){3}\\s+\\d+\\s+\\d+ (\\d+) .*");

    private final Path proc;

    private PortOwner() {
        this(Path.of("/proc"));
    }

    /**
     * @param proc where the kernel describes processes
     */
    PortOwner(Path proc) {
        this.proc = proc;
    }

    /** {@code process 4711 (java)}, or {@code another process} where it is not known. */
    public static String nameOf(int port) {
        return new PortOwner().of(port).orElse("another process");
    }

    /** {@code process 4711 (java)}; empty where it is not known. */
    Optional<String> of(int port) {
        Set<String> sockets =
                Stream.of("net/tcp", "net/tcp6")
                        .flatMap(file -> lines(proc.resolve(file)).stream())
                        .map(LISTENER::matcher)
                        .filter(Matcher::matches)
                        .filter(found -> Integer.parseInt(found.group(1), 16) == port)
                        .map(found -> "socket:[" + found.group(2) + "]")
                        .collect(Collectors.toSet());
        return sockets.isEmpty()
                ? Optional.empty()
                : list(proc).stream()
                        .filter(process -> process.getFileName().toString().matches("\\d+"))
                        .filter(process -> hasOne(process.resolve("fd"), sockets))
                        .findFirst()
                        .map(PortOwner::describe);
    }

    private static String describe(Path process) {
        String name = String.join("", lines(process.resolve("comm"))).strip();
        return "process " + process.getFileName() + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private static boolean hasOne(Path descriptors, Set<String> sockets) {
        return list(descriptors).stream()
                .anyMatch(each -> {
                    try {
                        return sockets.contains(Files.readSymbolicLink(each).toString());
                    } catch (IOException closedMeanwhile) {
                        return false;
                    }
                });
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException notOurs) {
            return List.of();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException notThere) {
            return List.of();
        }
    }
}
