package dev.crayfleet.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.cli.machine.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and tokens of a local fleet, for scripts: {@code .crayfleet/local.json}. What concerns
 * the emulator is absent where the real Discord is used.
 *
 * @param userToken posts as a person: {@code Authorization: <userToken>}
 * @param botToken posts as the bot: {@code Authorization: Bot <botToken>}
 * @param pid of the process
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalFleetFile(
        @Nullable String discordApiUrl,
        @Nullable String discordGatewayUrl,
        @Nullable String guildId,
        @Nullable Channels channels,
        @Nullable String userToken,
        @Nullable String botToken,
        String kafkaBootstrap,
        String ingestUrl,
        String dispatcherUrl,
        String posterUrl,
        @Nullable String pageUrl,
        long pid) {
    /** Where a local fleet keeps its data, in the folder that it is started from. */
    public static final Path FOLDER = Path.of(".crayfleet");

    private static final String NAME = "local.json";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Ids of the three channels. */
    public record Channels(String taskQueue, String results, String workerPool) {}

    /**
     * @return what a fleet over this folder has last written, if it has
     * @throws UncheckedIOException if the file is there and cannot be read
     */
    public static Optional<LocalFleetFile> read(Path data) {
        Path file = data.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), LocalFleetFile.class));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Replaces the file as a whole, readable by its owner only: it has tokens. */
    public void write(Path data) {
        try {
            WholeFile.writeForOwner(data.resolve(NAME), JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException("what is where cannot be written into " + data, e);
        }
    }

    public static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
