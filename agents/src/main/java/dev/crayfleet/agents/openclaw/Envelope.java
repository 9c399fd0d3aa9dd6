package dev.crayfleet.agents.openclaw;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.process.PrintedObjects;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Usage;
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
 * @param model {@code provider/model} that answered; absent where none did
 * @param usage of all turns; absent where it has none
 * @param costUsd as OpenClaw calculates it; absent where it knows no price
 */
public record Envelope(
        boolean ok,
        String status,
        String text,
        Errors errors,
        @Nullable String model,
        @Nullable Usage usage,
        @Nullable BigDecimal costUsd) {
    /**
     * What it says to be wrong.
     *
     * @param payload the text of payloads that are marked as errors; absent where there are none
     * @param kind {@code exception}, {@code timeout}, {@code cli_error}; empty where there is none
     * @param message OpenClaw's own; empty where there is none
     */
    public record Errors(@Nullable String payload, String kind, String message) {
        boolean isEmpty() {
            return payload == null && kind.isEmpty() && message.isEmpty();
        }
    }

    /**
     * Reads the last envelope from what a process printed, which may contain anything else, such as
     * logs in JSON and what tools print.
     *
     * @return empty if there is none in it
     */
    public static Optional<Envelope> parse(String printed) {
        return PrintedObjects.findFromEnd(printed)
                .filter(Envelope::isEnvelope)
                .findFirst()
                .map(Envelope::of);
    }

    /** An object in a log may have an {@code ok} or a {@code status} too. */
    private static boolean isEnvelope(JsonNode root) {
        JsonNode error = root.path("error");
        return root.path("ok").isBoolean()
                && (root.path("payloads").isArray()
                        || root.path("final").isTextual()
                        || error.isObject()
                        || error.isTextual());
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
        PayloadTexts texts = PayloadTexts.of(result.path("payloads"));
        String lastText = meta.path("finalAssistantVisibleText").asText("");
        String status = payload.path("status").asText("");
        return new Envelope(
                frame.path("ok").asBoolean(false) && status.equals("ok"),
                status,
                lastText.isBlank() ? texts.text() : lastText,
                new Errors(
                        texts.error(),
                        meta.path("error").path("kind").asText(error.path("code").asText("")),
                        error.path("message")
                                .asText(meta.path("error").path("message").asText(""))),
                model(agent.path("provider").asText(""), agent.path("model").asText("")),
                usage(agent.path("usage")),
                cost(agent.path("costUsd")));
    }

    /**
     * The texts of payloads, and of those that are marked as errors.
     *
     * @param error absent where there is none
     */
    private record PayloadTexts(String text, @Nullable String error) {
        static PayloadTexts of(JsonNode payloads) {
            List<String> errors = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (JsonNode payload : payloads) {
                (payload.path("isError").asBoolean(false) ? errors : texts)
                        .add(payload.path("text").asText(""));
            }
            return new PayloadTexts(
                    String.join("\n\n", texts),
                    errors.isEmpty() ? null : String.join("\n", errors));
        }
    }

    /** The same with a model and tokens that are known from elsewhere. */
    public Envelope withSpent(@Nullable String newModel, Usage newUsage) {
        return new Envelope(ok, status, text, errors, newModel, newUsage, costUsd);
    }

    /** Whether the agent did what it was asked, as far as it says. */
    public boolean isSuccess() {
        return ok && errors.isEmpty();
    }

    private static Envelope of(JsonNode root) {
        JsonNode error = root.path("error");
        PayloadTexts texts = PayloadTexts.of(root.path("payloads"));
        String lastText = root.path("final").asText("");
        return new Envelope(
                root.path("ok").asBoolean(false),
                root.path("status").asText(""),
                lastText.isBlank() ? texts.text() : lastText,
                new Errors(
                        texts.error(),
                        error.path("kind").asText(error.path("type").asText("")),
                        error.path("message").asText(error.isTextual() ? error.asText() : "")),
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

    private static long count(JsonNode usage, String tokens) {
        return Math.max(0, usage.path(tokens).asLong(0));
    }
}
