package dev.crayfleet.agents.keys;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Environment variables from which programs have the key and the address of an API of models. */
public enum ModelKeyVariable {
    ANTHROPIC(
            ApiStyle.ANTHROPIC,
            "https://api.anthropic.com",
            "ANTHROPIC_BASE_URL",
            List.of("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")),
    OPENAI(
            ApiStyle.OPENAI,
            "https://api.openai.com/v1",
            "OPENAI_BASE_URL",
            List.of("OPENAI_API_KEY"));

    private static final Pattern MODEL_KEY =
            Pattern.compile(
                    "(?:OPENAI|ANTHROPIC|OPENROUTER|GEMINI|GOOGLE|AZURE_OPENAI|CODEX|XAI|GROQ|MISTRAL|DEEPSEEK|CEREBRAS|COHERE|TOGETHER|FIREWORKS|MOONSHOT|KIMI|KIMICODE|ZAI|Z_AI|MINIMAX|QWEN|DASHSCOPE|NVIDIA|NOVITA|LITELLM|OLLAMA|VLLM|VENICE|VERCEL_AI_GATEWAY|AI_GATEWAY|OPENCODE|CLOUDFLARE_AI_GATEWAY|CHUTES)_(?:ADMIN_)?(?:API_KEYS?|KEY|AUTH_TOKEN|OAUTH_TOKEN)(?:_.*)?|CLAUDE_CODE_OAUTH_TOKEN|HF_TOKEN|HUGGINGFACE_HUB_TOKEN|COPILOT_GITHUB_TOKEN|AWS_BEARER_TOKEN_BEDROCK");

    private final ApiStyle style;
    private final String usualAddress;
    private final String address;
    private final List<String> keys;

    ModelKeyVariable(ApiStyle style, String usualAddress, String address, List<String> keys) {
        this.style = style;
        this.usualAddress = usualAddress;
        this.address = address;
        this.keys = keys;
    }

    /** Whether a variable has the name of a key of models, whoever's. */
    public static boolean isModelKey(String name) {
        return MODEL_KEY.matcher(name).matches();
    }

    /** Whether a program can be given a token and the proxy's address in place of a variable. */
    public static boolean isReplaceable(String name) {
        return Arrays.stream(values()).anyMatch(each -> each.keys.contains(name));
    }

    /**
     * The route of a program with such an environment; empty where it has no such key.
     *
     * @param environment that the program would have
     * @param inherited the runner's own
     * @throws IllegalArgumentException with a sentence for people, without the key, if that cannot
     *     be one
     */
    Optional<ProxyRoute> route(Map<String, String> environment, Map<String, String> inherited) {
        Optional<String> key =
                keys.stream()
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst();
        return key.map(value -> {
            String base = inherited.getOrDefault(address, "");
            try {
                return new ProxyRoute(
                        routeName(),
                        URI.create(base.isEmpty() ? usualAddress : base),
                        style,
                        value,
                        Map.of(),
                        List.of(value));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s or %s is not one that the model proxy can use (CRAYFLEET_RUNNER_KEYS=proxy)."
                                .formatted(keys.getFirst(), address),
                        e);
            }
        });
    }

    String routeName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Puts the token and the proxy's address wherever a key was.
     *
     * @param before the environment with the keys
     * @param environment is changed
     */
    void replace(Map<String, String> before, Map<String, String> environment, ProxyGrant grant) {
        for (String key : keys) {
            if (!before.getOrDefault(key, "").isEmpty()) {
                environment.put(key, grant.token());
            }
        }
        environment.put(address, grant.address(routeName()).toString());
    }
}
