package dev.crayfleet.cli;

import dev.crayfleet.cli.machine.KafkaUserFile;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.rights.KafkaRole;
import dev.crayfleet.kafka.rights.KafkaUsers;
import dev.crayfleet.kafka.rights.ScramUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a user for each service, and the file by which it logs in. Never prints a password. */
@Command(
        name = "users",
        description = {
            "Makes a user of Kafka for each service, with a random password, and a file by which it",
            "logs in: FOLDER/runner/client.properties and so on, that only you can read. With files",
            "that are there, it sets the passwords that stand in them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class KafkaUsersCommand extends KafkaCommands.OfUsers {
    private static final Set<String> PROTOCOLS = Set.of("SASL_SSL", "SASL_PLAINTEXT");

    @Parameters(paramLabel = "FOLDER", description = "for the files")
    private Path folder = Path.of("");

    @Option(
            names = "--protocol",
            defaultValue = "SASL_SSL",
            description = "SASL_SSL, or SASL_PLAINTEXT without TLS (${DEFAULT-VALUE})")
    private String protocol = "";

    @Override
    int run(KafkaUsers meant, Terminal out) throws KafkaRequestException, InterruptedException {
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException(
                    "\"%s\" is no protocol with users: SASL_SSL or SASL_PLAINTEXT"
                            .formatted(protocol));
        }
        KafkaSettings settings = kafka();
        SecureRandom random = new SecureRandom();
        Map<String, String> passwords = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (KafkaRole role : KafkaRole.values()) {
            KafkaUserFile file =
                    new KafkaUserFile(folder.resolve(role.word()).resolve("client.properties"));
            String user = userOf(role, meant);
            try {
                boolean isThere = file.exists();
                String password =
                        isThere ? file.passwordOf(user) : ScramUsers.randomPassword(random);
                if (!isThere) {
                    file.write(ScramUsers.clientFile(protocol, user, password));
                }
                passwords.put(user, password);
                lines.add(
                        "user %s logs in by %s, which %s"
                                .formatted(user, file.path(), isThere ? "was there" : "is new"));
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "%s cannot be written: %s".formatted(file.path(), ErrorMessages.of(e)), e);
            }
        }
        ScramUsers.ensure(settings, "crayfleet-cli-users", passwords, deadline());
        lines.forEach(out::line);
        return 0;
    }

    private static String userOf(KafkaRole role, KafkaUsers meant) {
        List<String> principals = meant.of(role);
        String principal = principals.getFirst();
        if (principals.size() > 1 || !principal.matches("User:[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "%s gets one user here, with letters, digits, dots, - and _ in its name"
                            .formatted(role.word()));
        }
        return principal.replaceFirst("User:", "");
    }
}
