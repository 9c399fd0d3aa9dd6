package dev.crayfleet.kafka.client;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;

/** Who a client is by its settings, and which of them are secrets. */
public final class ClientLogin {
    /** With which Java's properties begin. */
    private static final String PROPERTY_PREFIX = "crayfleet.kafka.";

    private static final Pattern QUOTED_USER =
            Pattern.compile("username\\s*+=\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final Pattern QUOTED_SECRET =
            Pattern.compile(
                    "(?:password|secret)\\w*+\\s*+=\\s*+\"((?:[^\"\\\\]|\\\\.)*+)\"",
                    Pattern.CASE_INSENSITIVE);

    private ClientLogin() {}

    /**
     * @param properties of this process
     * @throws IllegalArgumentException with a sentence for people, if a secret is among its
     *     arguments, where everybody on the machine sees it
     */
    public static void requireNoSecretAmong(Properties properties) {
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX)
                    && isSecret(name.substring(PROPERTY_PREFIX.length()))) {
                throw new IllegalArgumentException(
                        "-D%s is an argument of this process, which everybody on the machine sees: write it into a file, and name that in %s"
                                .formatted(name, ClientProperties.FILE_VARIABLE));
            }
        }
    }

    private static boolean isSecret(String name) {
        return name.equals(SaslConfigs.SASL_JAAS_CONFIG)
                || name.contains("password")
                || name.contains("secret")
                || name.endsWith(".keystore.key");
    }

    /** Who logs in; empty where that is not known, as with certificates. */
    public static Optional<String> user(Map<String, String> client) {
        return QUOTED_USER
                .matcher(client.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""))
                .results()
                .map(found -> found.group(1))
                .findFirst();
    }

    /** The password of that user, if it stands there. */
    public static Optional<String> password(Map<String, String> client) {
        return QUOTED_SECRET
                .matcher(client.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""))
                .results()
                .map(found -> found.group(1))
                .findFirst();
    }

    /** The secrets among them, to be masked in whatever leaves the process. */
    public static Stream<String> secrets(Map<String, String> client) {
        return client.entrySet().stream()
                .filter(each -> isSecret(each.getKey()))
                .flatMap(each ->
                        each.getKey().equals(SaslConfigs.SASL_JAAS_CONFIG)
                                ? QUOTED_SECRET
                                        .matcher(each.getValue())
                                        .results()
                                        .map((MatchResult found) -> found.group(1))
                                : Stream.of(each.getValue()));
    }
}
