package dev.crayfleet.agents.openclaw;

import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.FolderDeletion;
import dev.crayfleet.agents.workspace.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Node.js keeps what it compiled. What is in it is executed: so what an agent could change
 * that is a user of its own, no other gets.
 */
public final class CompileCache {
    private static final Logger LOG = LoggerFactory.getLogger(CompileCache.class);

    /** The variable by which Node.js is told of it. */
    static final String VARIABLE = "NODE_COMPILE_CACHE";

    private CompileCache() {}

    /**
     * Makes one and puts it into the environment, unless that names one already, which somebody
     * prepared and nobody here changes.
     *
     * @param shared by all who are one user
     * @param own of one who is a user of its own
     * @param limits of whoever gets it
     */
    public static void prepare(
            Map<String, String> environment, Path shared, Path own, ResourceLimits limits)
            throws IOException {
        if (environment.containsKey(VARIABLE)) {
            return;
        }
        SystemUser user = limits.user();
        Path made = user != null && user.isOfOneAgent() ? own : shared;
        if (user != null && isOfStranger(made, user)) {
            LOG.info("{} is of other users, and is made anew", made);
            FolderDeletion.delete(made);
        }
        OwnFiles.createFolders(made);
        limits.giveOwnership(made);
        environment.put(VARIABLE, made.toString());
    }

    /** As after a change of the users that agents run as. */
    private static boolean isOfStranger(Path folder, SystemUser user) throws IOException {
        return Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                && !user.owns(folder)
                && !OwnFiles.isOwn(folder);
    }
}
