package dev.crayfleet.agents.keys;

/**
 * What one answer has said so far about its tokens. Numbers that are said again, as in a stream,
 * are totals, so the largest counts. Not safe for use by many threads.
 */
final class UsageSeen {
    private boolean any;
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;

    /**
     * @param name as OpenAI's completions, its Responses API, or Anthropic call it
     */
    void field(String name, long tokens) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> input = Math.max(input, tokens);
            case "completion_tokens", "output_tokens" -> output = Math.max(output, tokens);
            // Anthropic's, which input_tokens does not contain.
            case "cache_read_input_tokens" -> cacheRead = Math.max(cacheRead, tokens);
            case "cache_creation_input_tokens" -> cacheWrite = Math.max(cacheWrite, tokens);
            default -> {
                return;
            }
        }
        any = true;
    }

    boolean isKnown() {
        return any;
    }

    long input() {
        return input + cacheRead + cacheWrite;
    }

    long output() {
        return output;
    }
}
