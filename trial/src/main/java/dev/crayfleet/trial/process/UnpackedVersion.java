package dev.crayfleet.trial.process;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another version of Crayfleet, unpacked from its archive.
 *
 * @param folder in which {@code lib} is
 * @param jars its class path, in a fixed order
 */
public record UnpackedVersion(Path folder, List<Path> jars) {
    private static final String JAR = "crayfleet.jar";

    public UnpackedVersion {
        jars = List.copyOf(jars);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people, if none is in that folder
     */
    public static UnpackedVersion in(Path folder) {
        Path lib = folder.toAbsolutePath().normalize().resolve("lib");
        if (!Files.isRegularFile(lib.resolve(JAR))) {
            throw new IllegalArgumentException(
                    "%s has no lib/%s: name the folder that an archive of Crayfleet was unpacked to"
                            .formatted(folder, JAR));
        }
        try (Stream<Path> files = Files.list(lib)) {
            return new UnpackedVersion(
                    folder,
                    files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
        } catch (IOException e) {
            throw new IllegalArgumentException(lib + " cannot be read", e);
        }
    }

    /** With this program's own {@link ParentWatchdog} behind it, and no other class of ours. */
    String classPath() {
        List<Path> all = new ArrayList<>(jars);
        try {
            all.add(
                    Path.of(
                            ParentWatchdog.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
