package dev.crayfleet.cli;

import dev.crayfleet.cli.machine.WholeFile;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenFile;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crayfleet token create}. */
@Command(
        name = "create",
        description = {
            "Makes a token, and prints it this once: Kafka and the services have its hash only.",
            "Send it as Authorization: Bearer TOKEN; the command takes it from CRAYFLEET_TOKEN, or from the file in CRAYFLEET_TOKEN_FILE."
        })
final class TokenCreateCommand extends TokenCommands.OfTokens {
    /** Whoever has it is {@code local} in the fleet file. */
    private static final String OWN = "first";

    private static final Pattern AGE = Pattern.compile("(\\d{1,4})([hdw])");
    private static final Duration MAX_AGE = Duration.ofDays(3_650);

    @Parameters(paramLabel = "NAME", description = "by which the fleet file and people know it")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "of the fleet file, besides those that have it as a member; may be repeated")
    private List<String> roles = List.of();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "after 12h, 90d or 4w; never unless set")
    private @Nullable String expires;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "writes it there instead, for CRAYFLEET_TOKEN_FILE and curl -H @FILE; only you can read it")
    private @Nullable Path file;

    @Option(
            names = "--hash-file",
            paramLabel = "FILE",
            description =
                    "with --file: writes its hash there, for services that must not have the token")
    private @Nullable Path hashFile;

    @Option(
            names = "--if-absent",
            description = "with --file: is content with a token that is there and is known")
    private boolean ifAbsent;

    @Option(names = "--json", description = "as JSON, with the token unless it goes to a file")
    private boolean json;

    @Override
    void run(TokenTable tokens, FleetLog log, Terminal out)
            throws KafkaRequestException, InterruptedException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if ((ifAbsent || hashFile != null) && file == null) {
            throw new IllegalArgumentException("--if-absent and --hash-file go with --file");
        }
        if (name.equals(OWN) && !roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "the token %s is the fleet's own, and may what the fleet file lets local do: take another name for one with roles"
                            .formatted(OWN));
        }
        Optional<TokenRecord> before = tokens.named(name);
        Optional<String> kept = ifAbsent && file != null ? inFile(file) : Optional.empty();
        if (kept.isPresent()
                && tokens.find(kept.get(), now) instanceof TokenTable.Found.Valid(TokenRecord known)
                && known.name().equals(name)) {
            out.progress("token %s is in %s already".formatted(name, file));
            writeHash(kept.get());
            return;
        }
        if (!ifAbsent && before.isPresent() && !before.get().isExpired(now)) {
            throw new IllegalArgumentException(
                    "there is a token %s already; take another name, or revoke that one first"
                            .formatted(name));
        }
        // A file that is there is known to who uses it, and Kafka may have lost its record.
        String token = kept.filter(each -> before.isEmpty()).orElseGet(BearerToken::random);
        TokenRecord record =
                new TokenRecord(name, BearerToken.hash(token), roles, now, expiry(now));
        tokens.add(record);
        if (file != null) {
            write(file, TokenFile.content(token));
            writeHash(token);
        }
        log.write(record.key(), record.json());
        report(record, token, out);
    }

    private void report(TokenRecord record, String token, Terminal out) {
        if (json) {
            out.json(
                    file == null
                            ? TokenLines.json(record).put("token", token)
                            : TokenLines.json(record));
        } else if (file == null) {
            out.line(token);
            out.progress(
                    "token %s is made. Keep it: it is not shown again. Services know it within seconds"
                            .formatted(name));
        } else {
            out.progress("token %s is made, and is in %s".formatted(name, file));
        }
    }

    private @Nullable Instant expiry(Instant now) {
        if (expires == null) {
            return null;
        }
        Matcher matcher = AGE.matcher(expires.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--expires \"%s\" is no time; write 12h, 90d or 4w".formatted(expires));
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration age =
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(amount);
                    case "w" -> Duration.ofDays(7 * amount);
                    default -> Duration.ofDays(amount);
                };
        if (age.isZero() || age.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException(
                    "--expires %s is outside 1h to 3650d".formatted(expires));
        }
        return now.plus(age);
    }

    /** A file that has no token is written again. */
    private static Optional<String> inFile(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TokenFile.token(file));
        } catch (IllegalArgumentException noToken) {
            return Optional.empty();
        }
    }

    private void writeHash(String token) {
        if (hashFile != null) {
            write(hashFile, TokenFile.hashContent(token));
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            WholeFile.writeForOwner(file, content);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written: %s".formatted(file, ErrorMessages.of(e)), e);
        }
    }
}
