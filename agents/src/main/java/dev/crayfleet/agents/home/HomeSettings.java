package dev.crayfleet.agents.home;

import java.nio.file.Path;

/**
 * Where the homes of named agents are, and how much of one is copied into a task.
 *
 * @param folder that homes are relative to, and must lie in
 * @param host name of this machine, for people; may be empty
 * @param maxBytes of a home, at least 1
 * @param maxEntries files and folders of a home, at least 1
 */
public record HomeSettings(Path folder, String host, long maxBytes, int maxEntries) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if a number is out of range
     */
    public HomeSettings {
        folder = folder.toAbsolutePath().normalize();
        if (maxBytes < 1) {
            throw new IllegalArgumentException("home-max-mb is below 1");
        }
        if (maxEntries < 1) {
            throw new IllegalArgumentException("home-max-files is below 1");
        }
    }

    /** For people. */
    String machine() {
        return host.isEmpty() ? "this runner's machine" : host;
    }
}
