package dev.crayfleet.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.cli.machine.WholeFile;
import dev.crayfleet.kafka.fleet.TokenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and tokens of a local fleet, for scripts: {@code .crayfleet/local.json}. What concerns
 * the emulator is absent where the real Discord is used.
 *
 * @param userToken posts as a person: {@code Authorization: <userToken>}
 * @param botToken posts as the bot: {@code Authorization: Bot <botToken>}
 * @param token for HTTP: {@code Authorization: Bearer <token>}
 * @param executor who runs the tasks, as {@code --executor} has said; absent where it did not
 * @param pid of the process
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
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
        @Nullable String token,
        @Nullable String executor,
        long pid) {
    /** The setting that {@code --executor} is. */
    public static final String EXECUTOR = "crayfleet.runner.executor";

    /** Where a local fleet keeps its data, in the folder that it is started from. */
    public static final Path FOLDER = Path.of(".crayfleet");

    private static final String NAME = "local.json";

    /** Has the token as the header in which it is sent, for {@code curl -H @FILE}. */
    private static final String HEADER_NAME = "header";

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

    /** The same fleet with its token. */
    public LocalFleetFile withToken(@Nullable String newToken) {
        return with(newToken, executor);
    }

    /** The same fleet, of which it is said who runs its tasks. */
    public LocalFleetFile withExecutor(@Nullable String newExecutor) {
        return with(token, newExecutor);
    }

    /** What is stronger than the environment in its runners' settings. */
    Map<String, Object> runnerSettings() {
        return executor == null ? Map.of() : Map.of(EXECUTOR, executor);
    }

    private LocalFleetFile with(@Nullable String newToken, @Nullable String newExecutor) {
        return new LocalFleetFile(
                discordApiUrl,
                discordGatewayUrl,
                guildId,
                channels,
                userToken,
                botToken,
                kafkaBootstrap,
                ingestUrl,
                dispatcherUrl,
                posterUrl,
                pageUrl,
                newToken,
                newExecutor,
                pid);
    }

    /** Replaces the file as a whole, readable by its owner only: it has tokens. */
    public void write(Path data) {
        try {
            WholeFile.writeForOwner(data.resolve(NAME), JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException("what is where cannot be written into " + data, e);
        }
    }

    /**
     * Writes a token, readable by its owner only.
     *
     * @return the file, from which services can take it as well
     */
    public static Path writeToken(Path data, String token) {
        Path file = data.resolve(HEADER_NAME);
        try {
            WholeFile.writeForOwner(file, TokenFile.content(token));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the token cannot be written into " + data, e);
        }
    }

    /** Also the token. */
    public static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(NAME));
            Files.deleteIfExists(data.resolve(HEADER_NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
