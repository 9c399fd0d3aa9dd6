package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crayfleet.agents.keys.ApiStyle;
import dev.crayfleet.agents.keys.ProxyRoute;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes of one provider in openclaw.json what agents may see, and the routes of the proxy. */
final class ProviderRewriter {
    private static final String ANTHROPIC_API = "anthropic-messages";

    /** The forms of requests whose keys stand in a header that the proxy knows. */
    private static final Set<String> APIS =
            Set.of("openai-completions", "openai-responses", ANTHROPIC_API);

    private final String name;
    private final ObjectNode provider;
    private final SecretValues values;
    private final ProviderSecrets secrets;
    private final Optional<BuiltInProvider> builtIn;

    /**
     * @param provider is changed
     */
    ProviderRewriter(String name, ObjectNode provider, SecretValues values) {
        this.name = name;
        this.provider = provider;
        this.values = values;
        this.secrets = new ProviderSecrets(values);
        this.builtIn = BuiltInProvider.of(name);
    }

    /**
     * Puts the proxy's address and a token in place of the provider's own.
     *
     * @param address of a route, by its name
     * @param passed whether agents would have a variable that openclaw.json does not name
     * @throws IllegalArgumentException with the end of a sentence for people, if that is not
     *     possible
     */
    List<ProxyRoute> rewrite(UnaryOperator<String> address, String token, Set<String> passed) {
        checkForm();
        secrets.read(provider, builtIn, passed);
        if (provider.path("authHeader").isBoolean() && !provider.path("authHeader").asBoolean()) {
            // Or the token would not be sent either.
            provider.remove("authHeader");
        }
        List<ProxyRoute> routes = new ArrayList<>();
        routes.add(route(name, baseUrl()));
        for (JsonNode model : provider.path("models")) {
            if (model instanceof ObjectNode own && own.hasNonNull("baseUrl")) {
                String routeName = name + "~" + routes.size();
                routes.add(route(routeName, own.path("baseUrl").asText()));
                own.put("baseUrl", address.apply(routeName));
            }
        }
        if (builtIn.isEmpty()) {
            provider.put("api", api());
        }
        provider.put("baseUrl", address.apply(name)).put("apiKey", token);
        provider.remove(List.of("auth", "headers", "request"));
        return routes;
    }

    private String api() {
        return provider.path("api")
                .asText(builtIn.map(BuiltInProvider::api).orElse("openai-completions"));
    }

    private void checkForm() {
        checkApi(api());
        String auth = provider.path("auth").asText("api-key");
        if (!auth.equals("api-key") && !auth.equals("token")) {
            throw new IllegalArgumentException("signs in with auth \"%s\"".formatted(auth));
        }
        for (String part : List.of("proxy", "tls")) {
            if (provider.path("request").has(part)) {
                throw new IllegalArgumentException("has request." + part);
            }
        }
        if (provider.has("localService")) {
            throw new IllegalArgumentException("has a localService, which OpenClaw starts");
        }
        for (JsonNode model : provider.path("models")) {
            checkApi(model.path("api").asText(api()));
            model.path("headers")
                    .properties()
                    .forEach(header -> {
                        if (ProviderSecrets.isSecret(header.getKey(), header.getValue())) {
                            throw new IllegalArgumentException(
                                    "has a model with secret headers: those of the provider can be kept");
                        }
                    });
        }
    }

    private static void checkApi(String api) {
        if (!APIS.contains(api)) {
            throw new IllegalArgumentException("has the API \"%s\"".formatted(api));
        }
    }

    private String baseUrl() {
        String written = provider.path("baseUrl").asText("");
        return written.isBlank()
                ? builtIn.map(BuiltInProvider::baseUrl)
                        .orElseThrow(() -> new IllegalArgumentException("has no baseUrl"))
                : written;
    }

    private ProxyRoute route(String routeName, String baseUrl) {
        String resolved =
                VariableSubstitution.substitute(TextNode.valueOf(baseUrl), values::find).asText();
        URI base;
        try {
            base = URI.create(resolved.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a baseUrl that is no address", e);
        }
        return new ProxyRoute(
                routeName,
                base,
                api().equals(ANTHROPIC_API) ? ApiStyle.ANTHROPIC : ApiStyle.OPENAI,
                secrets.key(),
                secrets.headers(),
                secrets.values());
    }
}
