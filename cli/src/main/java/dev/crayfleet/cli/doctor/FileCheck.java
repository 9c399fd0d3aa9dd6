package dev.crayfleet.cli.doctor;

import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files here that hold secrets, and whether others can read them.
 *
 * @param files those that are missing are passed over
 * @param data where a fleet keeps what must not be lost; the nearest folder above it counts if it
 *     is missing
 */
record FileCheck(List<Path> files, Path data) implements Check {
    private static final long MIB_BYTES = 1024L * 1024;
    private static final long MIN_FREE_BYTES = 1024 * MIB_BYTES;
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    @Override
    public String area() {
        return "This machine";
    }

    @Override
    public List<Finding> run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok(
                        "Java %s, in %s."
                                .formatted(
                                        Runtime.version().feature(),
                                        System.getProperty("java.home"))));
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                findings.add(finding(file));
            }
        }
        Path existing = data.toAbsolutePath();
        while (Files.notExists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        long freeBytes = Files.getFileStore(existing).getUsableSpace();
        findings.add(
                freeBytes < MIN_FREE_BYTES
                        ? Finding.warning(
                                "Only %,d MiB are free at %s: a full disk ends Kafka, and with it a local fleet."
                                        .formatted(freeBytes / MIB_BYTES, existing))
                        : Finding.ok(
                                "%,d MiB are free at %s."
                                        .formatted(freeBytes / MIB_BYTES, existing)));
        return findings;
    }

    private static Finding finding(Path file) {
        try {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            boolean isOpen = granted.stream().anyMatch(OF_OTHERS::contains);
            return isOpen
                    ? Finding.warning(
                            "%s can be read by other users, and holds secrets: chmod 600 %s"
                                    .formatted(file, file))
                    : Finding.ok("%s is readable by its owner only.".formatted(file));
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.warning(
                    "Who can read %s is not known here; it holds secrets.".formatted(file));
        }
    }
}
