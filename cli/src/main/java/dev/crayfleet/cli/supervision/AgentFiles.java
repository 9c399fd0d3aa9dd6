package dev.crayfleet.cli.supervision;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.cli.machine.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where is written down what runs for one agent: {@code .crayfleet/agents/<name>.json}, with its
 * log beside it.
 *
 * @param name of the agent, as the fleet file has it
 */
public record AgentFiles(Path folder, String name) {
    private static final Logger LOG = LoggerFactory.getLogger(AgentFiles.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 64 * 1024;

    /** What the runner prints; the part before is in a file that ends with {@code .1}. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    /** Held by the supervisor: there is one at a time. */
    Path lock() {
        return folder.resolve(name + ".lock");
    }

    private Path stateFile() {
        return folder.resolve(name + ".json");
    }

    /** Empty where nothing is known, or it cannot be understood. */
    public Optional<AgentState> read() {
        try (var in = Files.newInputStream(stateFile())) {
            return Optional.ofNullable(JSON.readValue(in.readNBytes(MAX_BYTES), AgentState.class));
        } catch (IOException e) {
            LOG.debug("{} is not there", stateFile(), e);
            return Optional.empty();
        }
    }

    void write(AgentState state) throws IOException {
        Files.createDirectories(folder);
        WholeFile.writeForOwner(stateFile(), JSON.writeValueAsBytes(state));
    }

    void forget() throws IOException {
        Files.deleteIfExists(stateFile());
    }
}
