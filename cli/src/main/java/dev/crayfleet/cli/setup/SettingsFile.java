package dev.crayfleet.cli.setup;

import dev.crayfleet.cli.machine.WholeFile;
import dev.crayfleet.stage.DiscordConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code discord-config.env}, in which single lines are replaced: comments, and names that only the
 * earlier systems know, stay as they are.
 */
final class SettingsFile {
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=.*");

    /** Read as the token too, and would win if it came later. */
    private static final Set<String> SAME_AS_TOKEN = Set.of("DISCORD_TOKEN");

    private static final String HEADING =
            "# Discord for Crayfleet. Whoever has the token is the bot: keep this file to yourself.\n";

    private final Path path;

    SettingsFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * What it says, by the names of our settings.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read, or could
     *     not be written
     */
    Map<String, String> read() {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "%s cannot be written: there is no folder %s".formatted(path, folder));
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "%s cannot be written, because you may not write in %s. Start where you may, or name another file with --file"
                            .formatted(path, folder));
        }
        return DiscordConfigFile.read(path);
    }

    /**
     * @param values by their names in the file
     * @return the whole file, as it would be
     */
    String with(Map<String, String> values) {
        return merge(exists() ? text() : HEADING, values);
    }

    boolean says(String whole) {
        return exists() && text().equals(whole);
    }

    private String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read", e);
        }
    }

    /** Names of those that it does not have, or has another value of. */
    List<String> changed(Map<String, String> values) {
        Set<String> lines = text().lines().collect(Collectors.toSet());
        return values.entrySet().stream()
                .filter(each -> !lines.contains(each.getKey() + "=" + each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    static String merge(String old, Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (String line : old.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            String name = matcher.matches() ? matcher.group(1) : "";
            if (SAME_AS_TOKEN.contains(name)) {
                continue;
            }
            if (!values.containsKey(name)) {
                lines.add(line);
            } else if (written.add(name)) {
                lines.add(name + "=" + values.get(name));
            }
        }
        values.forEach((name, value) -> {
            if (written.add(name)) {
                lines.add(name + "=" + value);
            }
        });
        return String.join("\n", lines) + "\n";
    }

    /**
     * Replaces the file as a whole, or not at all, and has it readable by its owner only.
     *
     * @throws IllegalArgumentException with a sentence for people, if it cannot be written
     */
    void write(String whole) {
        try {
            // Through a link, which stays one.
            Path real = exists() ? path.toRealPath() : path.toAbsolutePath();
            WholeFile.writeForOwner(real, whole.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written: check the disk, and who may write there".formatted(path),
                    e);
        }
    }
}
