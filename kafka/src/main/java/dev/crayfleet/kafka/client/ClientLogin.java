package dev.crayfleet.kafka.client;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;

/** Who a client is by its settings, and which of them are secrets. */
public final class ClientLogin {
    /** With which Java's properties begin. */
    private static final String PROPERTY_PREFIX = "crayfleet.kafka.";

    /** As Kafka reads it: in double or single quotes, or a word. */
    private static final String VALUE =
            "\\s*+=\\s*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|'((?:[^'\\\\]|\\\\.)*+)'|([^\\s\"';]++))";

    private static final Pattern USER = Pattern.compile("username" + VALUE);
    private static final Pattern SECRET =
            Pattern.compile("(?:password|secret)\\w*+" + VALUE, Pattern.CASE_INSENSITIVE);
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

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
        return values(USER, client).map(ClientLogin::unescaped).findFirst();
    }

    /** The password of that user, if it stands there. */
    public static Optional<String> password(Map<String, String> client) {
        return values(SECRET, client).map(ClientLogin::unescaped).findFirst();
    }

    /** The secrets among them, to be masked in whatever leaves the process. */
    public static Stream<String> secrets(Map<String, String> client) {
        return client.entrySet().stream()
                .filter(each -> isSecret(each.getKey()))
                .flatMap(each ->
                        each.getKey().equals(SaslConfigs.SASL_JAAS_CONFIG)
                                ? values(SECRET, client)
                                        .flatMap(value -> Stream.of(value, unescaped(value)))
                                        .distinct()
                                : Stream.of(each.getValue()));
    }

    /** As they are written there. */
    private static Stream<String> values(Pattern name, Map<String, String> client) {
        return name.matcher(client.getOrDefault(SaslConfigs.SASL_JAAS_CONFIG, ""))
                .results()
                .map(found ->
                        Stream.of(1, 2, 3)
                                .map(found::group)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(""));
    }

    private static String unescaped(String value) {
        return ESCAPED.matcher(value).replaceAll("$1");
    }
}
