package dev.crayfleet.runner;

import dev.crayfleet.agents.process.SystemUser;
import dev.crayfleet.agents.workspace.FileErrors;
import dev.crayfleet.agents.workspace.OwnFiles;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether the folder that agents work in can be written, and has room. */
final class WorkersFolderCheck {
    private static final long MIB_BYTES = 1024L * 1024;
    private static final long MIN_FREE_BYTES = 1024 * MIB_BYTES;

    private WorkersFolderCheck() {}

    /**
     * Makes the folder if it is missing.
     *
     * @param agents whom they run as; absent for the runner's own user
     * @throws IllegalArgumentException with a sentence, if agents cannot work there
     */
    static void require(Path folder, @Nullable SystemUser agents) {
        Finding finding = finding(folder);
        if (finding.severity() == Severity.ERROR) {
            throw new IllegalArgumentException(finding.sentence());
        }
        try {
            Workspaces.createWorkers(folder, agents);
            if (agents != null && agents.isOfOneAgent()) {
                OwnFiles.faultForOthers(folder)
                        .ifPresent(fault -> {
                            throw new IllegalArgumentException(fault);
                        });
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be made for agents: %s".formatted(folder, FileErrors.of(e)), e);
        }
    }

    /**
     * @param folder may be missing: then the nearest one above it counts, in which it would be made
     */
    static Finding finding(Path folder) {
        try {
            Path existing = folder;
            while (Files.notExists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            long freeBytes = Files.getFileStore(existing).getUsableSpace();
            if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
                return Finding.error(
                        "%s cannot be written: crayfleet.runner.workers names the folder that agents work in."
                                .formatted(existing));
            }
            return new Finding(
                    freeBytes < MIN_FREE_BYTES ? Severity.WARNING : Severity.OK,
                    "Agents work in %s, where %,d MiB are free."
                            .formatted(folder, freeBytes / MIB_BYTES));
        } catch (IOException e) {
            return Finding.error("%s cannot be looked at: %s".formatted(folder, e.getMessage()));
        }
    }
}
