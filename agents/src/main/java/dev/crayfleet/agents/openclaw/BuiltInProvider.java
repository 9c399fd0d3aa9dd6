package dev.crayfleet.agents.openclaw;

import java.util.Arrays;
import java.util.Optional;

/** Providers whose addresses OpenClaw knows, so that openclaw.json need not name them. */
enum BuiltInProvider {
    OPENAI("openai", "https://api.openai.com/v1", "openai-responses", "OPENAI_API_KEY"),
    ANTHROPIC("anthropic", "https://api.anthropic.com", "anthropic-messages", "ANTHROPIC_API_KEY"),
    OPENROUTER(
            "openrouter",
            "https://openrouter.ai/api/v1",
            "openai-completions",
            "OPENROUTER_API_KEY");

    private final String id;
    private final String baseUrl;
    private final String api;
    private final String variable;

    BuiltInProvider(String id, String baseUrl, String api, String variable) {
        this.id = id;
        this.baseUrl = baseUrl;
        this.api = api;
        this.variable = variable;
    }

    static Optional<BuiltInProvider> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
    }

    String id() {
        return id;
    }

    String baseUrl() {
        return baseUrl;
    }

    String api() {
        return api;
    }

    /** The environment variable of its key. */
    String variable() {
        return variable;
    }
}
