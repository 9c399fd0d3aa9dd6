package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.RunnerModels;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * openclaw.json as it is now, with all that it includes: read again when one of them has changed.
 * Safe for use by many threads.
 */
public final class OpenClawFile {
    private final Path path;
    private final Secrets secrets;
    private final Map<String, String> environment;
    private volatile @Nullable Snapshot latest;

    private record Snapshot(ConfigFiles files, OpenClawJson json, RunnerModels models) {}

    /**
     * @param secrets is told those that stand in it
     */
    public OpenClawFile(Path path, Secrets secrets) {
        this(path, secrets, Map.of());
    }

    /**
     * @param secrets is told those that stand in it, or in variables that it names for them
     * @param environment in which those variables are
     */
    public OpenClawFile(Path path, Secrets secrets, Map<String, String> environment) {
        this.path = path;
        this.secrets = secrets;
        this.environment = Map.copyOf(environment);
    }

    public Path path() {
        return path;
    }

    public boolean exists() {
        return Files.isRegularFile(path);
    }

    /** What it says, or said when it could be read last: a result is not lost to a typing error. */
    public synchronized OpenClawJson lastKnown() {
        try {
            return read();
        } catch (IllegalArgumentException unreadable) {
            return latest == null ? OpenClawJson.EMPTY : latest.json();
        }
    }

    /**
     * What the names of models mean by it, as it was read last, which is before each task; empty if
     * it never was. Waits for no disk.
     */
    public Optional<RunnerModels> modelNames() {
        return Optional.ofNullable(latest).map(Snapshot::models);
    }

    /**
     * @return what it says; nothing, if it is not there
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read
     */
    public synchronized OpenClawJson read() {
        if (!exists()) {
            return OpenClawJson.EMPTY;
        }
        Snapshot known = latest;
        if (known != null && !known.files().haveChanged()) {
            return known.json();
        }
        try {
            ConfigFiles files = new ConfigFiles(path, includeRoots());
            OpenClawJson json = OpenClawJson.of(ConfigIncludes.read(path, files), environment);
            secrets.addAll(json.secrets());
            json.secretVariables().stream()
                    .map(environment::get)
                    .filter(Objects::nonNull)
                    .forEach(secrets::add);
            latest = new Snapshot(files, json, json.catalog().names());
            return json;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    /** The folders in {@code OPENCLAW_INCLUDE_ROOTS}, which OpenClaw reads as well. */
    private List<Path> includeRoots() {
        String named = environment.getOrDefault("OPENCLAW_INCLUDE_ROOTS", "");
        List<Path> roots = new ArrayList<>();
        for (String each : named.split(File.pathSeparator, -1)) {
            String folder = each.strip();
            if (folder.equals("~") || folder.startsWith("~/")) {
                folder = environment.getOrDefault("HOME", "") + folder.substring(1);
            }
            if (!folder.isEmpty()) {
                roots.add(Path.of(folder));
            }
        }
        return roots;
    }
}
