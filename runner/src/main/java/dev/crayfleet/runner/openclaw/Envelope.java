package dev.crayfleet.runner.openclaw;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Usage;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code openclaw agent exec --json} prints at its end, or a Gateway answers.
 *
 * @param status {@code ok}, {@code error}, {@code timeout}; empty where it printed another shape
 * @param text the agent's last message, may be empty
 * @param payloadError the text of a payload that is marked as an error
 * @param errorKind {@code exception}, {@code timeout}, {@code cli_error}; empty where there is none
 * @param model {@code provider/model} that answered; absent where none did
 * @param usage of all turns; absent where none was told
 * @param costUsd as OpenClaw reckons it; absent where it knows no price
 */
public record Envelope(
        boolean ok,
        String status,
        String text,
        @Nullable String payloadError,
        String errorKind,
        String errorMessage,
        @Nullable String model,
        @Nullable Usage usage,
        @Nullable BigDecimal costUsd) {
    private static final int MOST_TRIED = 50;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /**
     * Reads it from what a process printed, which may be anything else as well: the last that
     * begins a line. Of what only begins like it, the last {@value #MOST_TRIED} are tried.
     *
     * @return empty if there is none in it
     */
    public static Optional<Envelope> parse(String printed) {
        int from = begin(printed, printed.length());
        for (int tried = 0; from >= 0 && tried < MOST_TRIED; tried++) {
            try {
                JsonNode root = read(printed, from);
                if (root.isObject() && (root.has("ok") || root.has("status"))) {
                    return Optional.of(of(root));
                }
            } catch (IOException notIt) {
                // Something else that begins like it; one before it may be it.
            }
            from = begin(printed, from - 1);
        }
        return Optional.empty();
    }

    /** The last line up to there that begins with a brace; -1 if there is none. */
    private static int begin(String printed, int upTo) {
        int end = printed.lastIndexOf("\n{", upTo - 1);
        return end >= 0 ? end + 1 : upTo >= 0 && printed.startsWith("{") ? 0 : -1;
    }

    private static JsonNode read(String printed, int from) throws IOException {
        StringReader rest = new StringReader(printed);
        rest.skip(from);
        return JSON.readTree(rest);
    }

    /**
     * Reads the last answer to a run that a Gateway gives: the same things in other places.
     *
     * @param frame the whole answer
     */
    public static Envelope ofGateway(JsonNode frame) {
        JsonNode payload = frame.path("payload");
        JsonNode error = frame.path("error");
        JsonNode result = payload.path("result");
        JsonNode meta = result.path("meta");
        JsonNode agent = meta.path("agentMeta");
        Texts texts = Texts.of(result.path("payloads"));
        String last = meta.path("finalAssistantVisibleText").asText("");
        String status = payload.path("status").asText("");
        return new Envelope(
                frame.path("ok").asBoolean(false) && status.equals("ok"),
                status,
                last.isBlank() ? texts.said() : last,
                texts.error(),
                meta.path("error").path("kind").asText(error.path("code").asText("")),
                error.path("message").asText(meta.path("error").path("message").asText("")),
                model(agent.path("provider").asText(""), agent.path("model").asText("")),
                usage(agent.path("usage")),
                cost(agent.path("costUsd")));
    }

    /**
     * What was said, and what was said to be an error.
     *
     * @param error absent where there is none
     */
    private record Texts(String said, @Nullable String error) {
        static Texts of(JsonNode payloads) {
            List<String> errors = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (JsonNode payload : payloads) {
                (payload.path("isError").asBoolean(false) ? errors : texts)
                        .add(payload.path("text").asText(""));
            }
            return new Texts(
                    String.join("\n\n", texts),
                    errors.isEmpty() ? null : String.join("\n", errors));
        }
    }

    /** The same, with what was spent from elsewhere. */
    public Envelope having(@Nullable String model, Usage usage) {
        return new Envelope(
                ok, status, text, payloadError, errorKind, errorMessage, model, usage, costUsd);
    }

    /** Whether the agent did what it was asked, as far as it says. */
    public boolean succeeded() {
        return ok && payloadError == null && errorKind.isEmpty() && errorMessage.isEmpty();
    }

    private static Envelope of(JsonNode root) {
        JsonNode error = root.path("error");
        Texts texts = Texts.of(root.path("payloads"));
        String last = root.path("final").asText("");
        return new Envelope(
                root.path("ok").asBoolean(false),
                root.path("status").asText(""),
                last.isBlank() ? texts.said() : last,
                texts.error(),
                error.path("kind").asText(error.path("type").asText("")),
                error.path("message").asText(error.isTextual() ? error.asText() : ""),
                model(root.path("provider").asText(""), root.path("model").asText("")),
                usage(root.path("usage")),
                cost(root.path("costUsd")));
    }

    private static @Nullable String model(String provider, String model) {
        if (model.isEmpty() || model.equals("null")) {
            return null;
        }
        return provider.isEmpty() || provider.equals("null") ? model : provider + "/" + model;
    }

    private static @Nullable BigDecimal cost(JsonNode usd) {
        return usd.isNumber() && Spend.mayCost(usd.decimalValue()) ? usd.decimalValue() : null;
    }

    private static @Nullable Usage usage(JsonNode usage) {
        if (!usage.isObject()) {
            return null;
        }
        return new Usage(
                count(usage, "input"),
                count(usage, "output"),
                count(usage, "cacheRead"),
                count(usage, "cacheWrite"));
    }

    private static long count(JsonNode usage, String of) {
        return Math.max(0, usage.path(of).asLong(0));
    }
}
