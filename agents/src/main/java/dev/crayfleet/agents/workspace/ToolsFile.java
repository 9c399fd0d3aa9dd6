package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's TOOLS.md, of which every agent gets a copy. Where no setting says where it is, it is
 * looked for among the workers, as it was before there was one: but only once, before any agent of
 * this runner could have written it, and only if it is the runner's.
 */
final class ToolsFile {
    static final String NAME = "TOOLS.md";
    private static final Logger LOG = LoggerFactory.getLogger(ToolsFile.class);
    private static final int MAX_BYTES = 256 * 1024;

    private final @Nullable Path file;
    private final @Nullable String found;

    ToolsFile(WorkspaceSettings settings) {
        this.file = settings.tools();
        this.found = file == null ? find(settings.folder().resolve(NAME)) : null;
    }

    private static @Nullable String find(Path old) {
        if (!Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            if (!OwnFiles.isOwn(old)) {
                LOG.warn(
                        "agents do not get {}, which another user made or can change: an agent may have. Move it out of the workers, and say where it is with crayfleet.runner.tools-md",
                        old);
                return null;
            }
            LOG.warn(
                    "agents get {} as it is now. Move it out of the workers, where agents could change it, and say where it is with crayfleet.runner.tools-md",
                    old);
            return BoundedFile.text(old, MAX_BYTES);
        } catch (IOException e) {
            LOG.warn("agents do not get {}: {}", old, FileErrors.of(e));
            return null;
        }
    }

    /**
     * @param ofTheAgent where the agent's own is, if it has brought one along
     * @throws IOException if the file that a setting names cannot be read
     */
    void copyTo(Path folder, Path ofTheAgent) throws IOException {
        if (Files.exists(ofTheAgent)) {
            Files.copy(ofTheAgent, folder.resolve(NAME));
            return;
        }
        String text = file == null ? found : BoundedFile.text(file, MAX_BYTES);
        if (text != null) {
            Files.writeString(folder.resolve(NAME), text);
        }
    }
}
