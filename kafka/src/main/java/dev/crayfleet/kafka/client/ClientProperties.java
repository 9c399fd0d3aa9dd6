package dev.crayfleet.kafka.client;

import dev.crayfleet.contract.KnownFields;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Settings of Kafka's clients as Kafka names them: {@code security.protocol}, {@code sasl.*},
 * {@code ssl.*}. They come from a file of properties, and from variables, which win.
 */
public final class ClientProperties {
    /** Names the file. */
    public static final String FILE_VARIABLE = "CRAYFLEET_KAFKA_CLIENT_CONFIG";

    private static final String VARIABLE_PREFIX = "CRAYFLEET_KAFKA_";
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final List<String> SECURITY = List.of("security.", "sasl.", "ssl.");

    private ClientProperties() {}

    /**
     * What a process is given by its environment: the file, and behind it variables. {@code
     * CRAYFLEET_KAFKA_SASL_MECHANISM} is {@code sasl.mechanism}.
     *
     * @throws IllegalArgumentException with a sentence for people that quotes no value, if the file
     *     cannot be read, or there is no such setting
     */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (!file.isBlank()) {
            settings.putAll(read(Path.of(file.strip())));
        }
        environment.forEach((variable, value) -> {
            String name = nameOf(variable);
            if (isOfSecurity(name) && !value.isBlank()) {
                settings.put(known(name, variable), value);
            }
        });
        return settings;
    }

    /** {@code sasl.mechanism}; empty for a variable that is not one of these. */
    private static String nameOf(String variable) {
        return variable.startsWith(VARIABLE_PREFIX)
                ? variable.substring(VARIABLE_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.')
                : "";
    }

    /**
     * Reads a file of properties, as Kafka's own tools do: {@code name=value}.
     *
     * @throws IllegalArgumentException with a sentence for people that quotes no value, if it
     *     cannot be read, everybody on the machine may read it, or it has what is no setting for it
     */
    public static Map<String, String> read(Path file) {
        String text =
                new SecretFile(
                                file,
                                "settings of Kafka's clients",
                                "crayfleet kafka users makes one for each service",
                                MAX_FILE_BYTES)
                        .read();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            // Its message may quote what it could not read.
            throw new IllegalArgumentException(
                    "%s has a \\u that four hexadecimal digits do not follow: write \\\\ for a backslash"
                            .formatted(file));
        }
        Map<String, String> settings = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.equals(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
                throw new IllegalArgumentException(
                        "bootstrap.servers stands in KAFKA_BOOTSTRAP_SERVERS: take it out of %s"
                                .formatted(file));
            }
            settings.put(known(name, file + ": " + name), properties.getProperty(name).strip());
        }
        return settings;
    }

    /** A mistyped one would leave a client without a user, and nobody would know why. */
    private static String known(String name, String where) {
        Set<String> all = AdminClientConfig.configNames();
        if (isOfSecurity(name) && !all.contains(name)) {
            throw new IllegalArgumentException(
                    "%s is no setting of a Kafka client%s"
                            .formatted(
                                    where,
                                    KnownFields.nearest(name, all)
                                            .map("; did you mean %s?"::formatted)
                                            .orElse("")));
        }
        return name;
    }

    private static boolean isOfSecurity(String name) {
        return SECURITY.stream().anyMatch(name::startsWith);
    }
}
