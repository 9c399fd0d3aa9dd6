package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key and the headers with which one provider in openclaw.json is asked. */
final class ProviderSecrets {
    /** Wants other headers than a key does, which OpenClaw adds when it sees one. */
    private static final String ANTHROPIC_LOGIN = "sk-ant-oat";

    private static final Pattern AUTH_SCHEME = Pattern.compile("(?i)^(?:bearer|basic|token) +");

    private final SecretValues values;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> secrets = new LinkedHashSet<>();
    private @Nullable String key;

    ProviderSecrets(SecretValues values) {
        this.values = values;
    }

    /** Absent where none is sent. */
    @Nullable String key() {
        return key;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** What of them agents must not see. */
    List<String> values() {
        return List.copyOf(secrets);
    }

    /**
     * @param passed variables that agents would have
     * @throws IllegalArgumentException with the end of a sentence for people, if a value is not
     *     known here
     */
    void read(JsonNode provider, Optional<BuiltInProvider> builtIn, Set<String> passed) {
        readKey(provider.path("apiKey"), builtIn, passed);
        readHeaders(provider.path("headers"));
        readHeaders(provider.path("request").path("headers"));
        readAuth(provider.path("request").path("auth"));
        if (!provider.path("authHeader").asBoolean(true)) {
            key = null;
        }
    }

    private void readKey(JsonNode written, Optional<BuiltInProvider> builtIn, Set<String> passed) {
        if (!written.isMissingNode() && !written.isNull()) {
            key = values.value(written, "apiKey");
        } else {
            builtIn.map(BuiltInProvider::variable)
                    .filter(passed::contains)
                    .ifPresent(variable ->
                            key = values.value(TextNode.valueOf("$" + variable), "apiKey"));
        }
        if (key != null && key.startsWith(ANTHROPIC_LOGIN)) {
            throw new IllegalArgumentException("has the token of a login in place of a key");
        }
        addSecret(key);
    }

    private void addSecret(@Nullable String value) {
        if (value != null && !value.isEmpty()) {
            secrets.add(value);
            secrets.add(AUTH_SCHEME.matcher(value).replaceFirst(""));
        }
    }

    private void readHeaders(JsonNode written) {
        written.properties()
                .forEach(header -> {
                    String value = values.value(header.getValue(), "header");
                    headers.put(header.getKey(), value);
                    if (isSecret(header.getKey(), header.getValue())) {
                        addSecret(value);
                    }
                });
    }

    /** Whether the value of a header is to be kept from agents. */
    static boolean isSecret(String header, JsonNode value) {
        return !value.isTextual()
                || value.asText().startsWith("$")
                || !VariableSubstitution.namesIn(value.asText()).isEmpty()
                || ConfigVariables.isSecretKey(header)
                || header.equalsIgnoreCase("cookie");
    }

    private void readAuth(JsonNode auth) {
        switch (auth.path("mode").asText("provider-default")) {
            case "provider-default" -> {
                // The key, where the API has it.
            }
            case "authorization-bearer" -> {
                String value = values.value(auth.path("token"), "token");
                headers.put("Authorization", "Bearer " + value);
                addSecret(value);
            }
            case "header" -> {
                String value = values.value(auth.path("value"), "header");
                headers.put(
                        auth.path("headerName").asText(""), auth.path("prefix").asText("") + value);
                addSecret(value);
            }
            default -> throw new IllegalArgumentException("has request.auth of another mode");
        }
    }
}
