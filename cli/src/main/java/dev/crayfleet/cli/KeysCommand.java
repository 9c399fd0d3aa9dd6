package dev.crayfleet.cli;

import dev.crayfleet.cli.machine.SigningKeyFile;
import dev.crayfleet.kafka.signing.SigningKey;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The keys by which services sign what they write to the tasks topic. Never prints a secret. */
@Command(
        name = "keys",
        description = {
            "Makes and replaces the keys by which services sign what they write to the tasks topic.",
            "Give the file to ingest and dispatchers in CRAYFLEET_SIGNING_KEYS_FILE, and never to a runner."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class KeysCommand implements Runnable {
    private static final String FILE = "FILE";
    private static final String OF_KEYS = "with the keys";
    private static final String OF_KEY = "as list shows it";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "What is to be done: create, list, add, use or remove?");
        }
    }

    private interface Change {
        SigningKeys apply(SigningKeyFile file, LocalDate today) throws IOException;
    }

    private int change(Path path, Change change) {
        Terminal out = Terminal.of(spec);
        try {
            print(change.apply(new SigningKeyFile(path), LocalDate.now(ZoneOffset.UTC)), out);
            return 0;
        } catch (IllegalArgumentException refusal) {
            out.error(refusal.getMessage());
        } catch (FileAlreadyExistsException e) {
            out.error("%s is there already; crayfleet keys add adds a key".formatted(path));
        } catch (IOException e) {
            out.error("%s cannot be written: %s".formatted(path, ErrorMessages.of(e)));
        }
        return Crayfleet.REFUSED;
    }

    private static void print(SigningKeys keys, Terminal out) {
        for (SigningKey each : keys.all()) {
            boolean signs = each.equals(keys.all().getFirst());
            out.line("%s %s".formatted(each.name(), signs ? "signs" : "verifies"));
        }
    }

    @Command(name = "create", description = "Makes a file with a new key, that only you can read.")
    int create(
            @Parameters(paramLabel = FILE, description = OF_KEYS) Path file,
            @Option(names = "--if-absent", description = "is content with one that is there")
                    boolean ifAbsent) {
        return change(
                file,
                (keys, today) ->
                        ifAbsent && Files.exists(file)
                                ? SigningKeys.read(file)
                                : keys.create(today));
    }

    @Command(name = "list", description = "Shows the names of the keys, and which one signs.")
    int list(@Parameters(paramLabel = FILE, description = OF_KEYS) Path file) {
        return change(file, (keys, today) -> SigningKeys.read(file));
    }

    @Command(
            name = "add",
            description = "Adds a new key, which verifies. Then start the services again.")
    int add(@Parameters(paramLabel = FILE, description = OF_KEYS) Path file) {
        return change(file, SigningKeyFile::add);
    }

    @Command(
            name = "use",
            description = "Signs with this key from now on. Then start the services again.")
    int use(
            @Parameters(paramLabel = FILE, description = OF_KEYS) Path file,
            @Parameters(paramLabel = "KEY", description = OF_KEY) String key) {
        return change(file, (keys, today) -> keys.use(key));
    }

    @Command(
            name = "remove",
            description =
                    "Takes a key out. What was signed with it and waits in Kafka is refused then.")
    int remove(
            @Parameters(paramLabel = FILE, description = OF_KEYS) Path file,
            @Parameters(paramLabel = "KEY", description = OF_KEY) String key) {
        return change(file, (keys, today) -> keys.remove(key));
    }
}
