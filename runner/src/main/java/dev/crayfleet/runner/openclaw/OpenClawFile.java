package dev.crayfleet.runner.openclaw;

import dev.crayfleet.runner.safety.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** openclaw.json as it is now: read again when it has changed. Safe for use by many threads. */
public final class OpenClawFile {
    private static final long LARGEST = 4L * 1024 * 1024;

    private final Path path;
    private final Secrets secrets;
    private final Map<String, String> environment;
    private @Nullable Read last;

    private record Read(FileTime changed, long size, OpenClawJson json) {}

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

    /**
     * As it is written; empty, if it is not there.
     *
     * @throws IOException if it cannot be read
     */
    public String text() throws IOException {
        return exists() ? Files.readString(path) : "";
    }

    /** What it says, or said when it could be read last: a result is not lost to a typing error. */
    public synchronized OpenClawJson lastKnown() {
        try {
            return read();
        } catch (IllegalArgumentException unreadable) {
            return last == null ? OpenClawJson.EMPTY : last.json();
        }
    }

    /**
     * @return what it says; nothing, if it is not there
     * @throws IllegalArgumentException with a sentence for people, if it cannot be read
     */
    public synchronized OpenClawJson read() {
        if (!exists()) {
            return OpenClawJson.EMPTY;
        }
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
            Read known = last;
            if (known != null
                    && known.changed().equals(is.lastModifiedTime())
                    && known.size() == is.size()) {
                return known.json();
            }
            if (is.size() > LARGEST) {
                throw new IllegalArgumentException("it has %,d bytes".formatted(is.size()));
            }
            OpenClawJson json = OpenClawJson.parse(Files.readString(path));
            secrets.addAll(json.secrets());
            json.secretVariables().stream()
                    .map(environment::get)
                    .filter(Objects::nonNull)
                    .forEach(secrets::add);
            last = new Read(is.lastModifiedTime(), is.size(), json);
            return json;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }
}
