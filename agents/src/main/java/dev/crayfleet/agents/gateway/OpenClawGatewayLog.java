package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.process.LastLine;
import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.LogTail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a Gateway of the runner's own prints, in gateway.log, with secrets masked. Where that is
 * deleted with its folder, the end of it is kept elsewhere when the Gateway has failed.
 */
final class OpenClawGatewayLog {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayLog.class);
    private static final long MAX_BYTES = 10L * 1024 * 1024;
    private static final int MAX_KEPT_BYTES = 64 * 1024;
    private static final int SHOWN_LINES = 10;
    private static final int BUFFER_BYTES = 8192;

    private final Path file;
    private final @Nullable Path kept;
    private final Secrets secrets;

    /**
     * @param folder of the log
     * @param kept where its end outlives the folder; absent where the folder stays
     */
    OpenClawGatewayLog(Path folder, @Nullable Path kept, Secrets secrets) {
        this.file = folder.resolve("gateway.log");
        this.kept = kept;
        this.secrets = secrets;
    }

    /** Follows one process to the end of its output. */
    void copy(InputStream output, LastLine lastLine) {
        try (output;
                OutputLog log = new OutputLog(file, MAX_BYTES, secrets)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                lastLine.accept(buffer, n);
                log.write(buffer, n);
            }
        } catch (IOException e) {
            LOG.debug("the gateway's log ends", e);
        } finally {
            lastLine.end();
        }
    }

    /** Says in the runner's log what was printed last, and where more of it can be read. */
    void report() {
        Optional<String> end = LogTail.of(file, MAX_KEPT_BYTES);
        if (end.isEmpty()) {
            LOG.warn("the gateway has printed nothing");
            return;
        }
        List<String> lines = end.get().lines().toList();
        LOG.warn(
                "the gateway printed last:\n{}\n(its log: {})",
                String.join(
                        "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())),
                keep(end.get()));
    }

    /** Returns where the end of the log can be read from now on. */
    private Path keep(String end) {
        if (kept == null) {
            return file;
        }
        try {
            Path aside =
                    Files.createTempFile(
                            Objects.requireNonNull(kept.getParent()), ".gateway-log-", null);
            try {
                Files.write(aside, end.getBytes(StandardCharsets.UTF_8));
                Files.move(aside, kept, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
            return kept;
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", kept, e.toString());
            return file;
        }
    }
}
