package dev.crayfleet.cli.systemd;

import dev.crayfleet.cli.machine.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unit files, and the file for settings that they read, where systemd looks for them.
 *
 * @param units contents by places
 * @param settingsFile of all services; made if it is missing, and never changed
 * @param isUnitsOnly whether it is not made, because units are only collected somewhere
 */
public record Installation(Map<Path, String> units, Path settingsFile, boolean isUnitsOnly) {
    private static final String NO_SETTINGS =
            """
            # Settings of Crayfleet's services; docs/configuration.md has all of them. Those of one service are in a file
            # beside this one that is named like it: runner.env, or runner-1.env for one runner.
            #KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092
            """;

    public Installation {
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    /**
     * @param into for the unit files; null for the usual place
     * @param home of the user who installs
     */
    public static Installation of(UnitSettings settings, @Nullable Path into, Path home) {
        Path usual =
                settings.isUsers()
                        ? home.resolve(".config/systemd/user")
                        : Path.of("/etc/systemd/system");
        Path folder = into == null ? usual : into;
        Path settingsFolder =
                settings.isUsers() ? home.resolve(".config/crayfleet") : Path.of("/etc/crayfleet");
        Map<Path, String> units = new LinkedHashMap<>();
        UnitFiles.of(settings).forEach((name, content) -> units.put(folder.resolve(name), content));
        return new Installation(units, settingsFolder.resolve("crayfleet.env"), into != null);
    }

    /** What would be written, by places. */
    public Map<Path, String> files() {
        Map<Path, String> files = new LinkedHashMap<>(units);
        if (!isUnitsOnly && Files.notExists(settingsFile)) {
            files.put(settingsFile, NO_SETTINGS);
        }
        return files;
    }

    /** Units that are there and say something else. */
    public List<Path> different() {
        List<Path> different = new ArrayList<>();
        units.forEach((file, content) -> {
            if (Files.exists(file) && !content.equals(textOf(file))) {
                different.add(file);
            }
        });
        return different;
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Writes the files, each as a whole.
     *
     * @return the files
     * @throws IllegalArgumentException with a sentence for people, if one cannot be written
     */
    public List<Path> write() {
        List<Path> written = new ArrayList<>();
        files().forEach((file, content) -> {
            try {
                write(file, content);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "%s cannot be written. For the machine's systemd this is for root: sudo crayfleet install --systemd. For your own, add --user"
                                .formatted(file),
                        e);
            }
            written.add(file);
        });
        return written;
    }

    private void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (file.equals(settingsFile)) {
            WholeFile.writeForOwner(file, bytes);
        } else {
            WholeFile.writeForAll(file, bytes);
        }
    }
}
