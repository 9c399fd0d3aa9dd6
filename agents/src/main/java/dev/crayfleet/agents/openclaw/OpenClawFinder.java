package dev.crayfleet.agents.openclaw;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for the program in PATH, then where the usual installers put it. */
public final class OpenClawFinder {
    private static final String PROGRAM = "openclaw";
    private final String searchPath;
    private final Path home;
    private final Path root;

    /**
     * @param searchPath the PATH variable
     * @param home of the user
     * @param root of the file system; for tests
     */
    public OpenClawFinder(String searchPath, Path home, Path root) {
        this.searchPath = searchPath;
        this.home = home;
        this.root = root;
    }

    /**
     * @param named where the user says it is: a path, or a name to be found in PATH
     * @return empty if nothing was named and nothing is there
     * @throws IllegalArgumentException if what was named is not there
     */
    public Optional<Path> find(@Nullable Path named) {
        if (named == null) {
            return findInPath(PROGRAM).or(this::findInUsualPlaces);
        }
        boolean isBareName = named.getNameCount() == 1 && !named.isAbsolute();
        Optional<Path> found = executable(named.toAbsolutePath());
        if (found.isEmpty() && isBareName) {
            found = findInPath(named.toString());
        }
        return Optional.of(
                found.orElseThrow(() ->
                        new IllegalArgumentException(
                                "OpenClaw is said to be %s, which is no program that can be run"
                                        .formatted(named))));
    }

    /**
     * The message where there is none.
     *
     * @param setting that says where it is
     */
    public static String notFound(String setting) {
        return "OpenClaw was not found in PATH or where its installers put it. Install it (npm install -g openclaw) or say where it is with %s."
                .formatted(setting);
    }

    private Optional<Path> findInPath(String name) {
        List<Path> folders = new ArrayList<>();
        for (String part : searchPath.split(File.pathSeparator, -1)) {
            if (!part.isBlank()) {
                try {
                    folders.add(Path.of(part));
                } catch (InvalidPathException noFolder) {
                    continue;
                }
            }
        }
        return findFirst(folders, name);
    }

    private Optional<Path> findInUsualPlaces() {
        List<Path> folders = new ArrayList<>();
        folders.addAll(versions(home.resolve(".nvm/versions/node"), "bin"));
        folders.addAll(
                versions(home.resolve(".local/share/fnm/node-versions"), "installation/bin"));
        folders.addAll(versions(home.resolve(".fnm/node-versions"), "installation/bin"));
        folders.add(home.resolve(".volta/bin"));
        folders.add(home.resolve(".asdf/shims"));
        folders.addAll(versions(home.resolve(".asdf/installs/nodejs"), "bin"));
        folders.add(home.resolve(".npm-global/bin"));
        folders.add(home.resolve(".local/bin"));
        folders.add(root.resolve("opt/homebrew/bin"));
        folders.add(root.resolve("home/linuxbrew/.linuxbrew/bin"));
        folders.add(root.resolve("usr/local/bin"));
        folders.add(root.resolve("opt/openclaw/bin"));
        return findFirst(folders, PROGRAM);
    }

    /** The folders of programs in all versions, the newest first. */
    private static List<Path> versions(Path folder, String bin) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder)) {
                versions.forEach(found::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(OpenClawFinder::sortKey).reversed())
                .map(version -> version.resolve(bin))
                .toList();
    }

    /** {@code v24.16.0} as {@code 00024.00016.00000}, which sorts as versions do. */
    private static String sortKey(Path version) {
        StringBuilder key = new StringBuilder();
        for (String part :
                String.valueOf(version.getFileName()).replace("v", "").split("\\.", -1)) {
            key.append(part.matches("\\d{1,5}") ? "%05d".formatted(Integer.parseInt(part)) : part)
                    .append('.');
        }
        return key.toString();
    }

    private static Optional<Path> findFirst(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> executable(folder.resolve(name)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Path> executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file)
                ? Optional.of(file.toAbsolutePath().normalize())
                : Optional.empty();
    }
}
