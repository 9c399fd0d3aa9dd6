package dev.crayfleet.agents.keys;

/** Whose API an endpoint speaks; errors of the proxy's own have its form. */
public enum ApiStyle {
    OPENAI,
    ANTHROPIC
}
