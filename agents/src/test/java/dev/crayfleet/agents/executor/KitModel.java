package dev.crayfleet.agents.executor;

import dev.crayfleet.model.ModelRequest;
import dev.crayfleet.model.StubModel;
import dev.crayfleet.model.Turn;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The model that the kit's agents ask, by several names; its answers are as the task says. */
final class KitModel implements AutoCloseable {
    private static final String KEYED =
            """
            "%s": {"baseUrl": "%s", "apiKey": "${KIT_MODEL_KEY}", "api": "%s",
              "models": [{"id": "kimi", "name": "Kimi", "contextWindow": 200000, "maxTokens": 8192}]},
            """;

    private static final Pattern FAIL_TASK = Pattern.compile("FAIL (\\d+)");

    private final Path outside;
    private final StubModel model;

    /**
     * @param outside of all workspaces, where an agent may try to get to
     */
    KitModel(Path outside) {
        this.outside = outside;
        this.model = StubModel.start(this::turn);
    }

    StubModel stub() {
        return model;
    }

    /**
     * With four more models: one has a key of its own, one is not there, and two have a key that is
     * told from others, each by another API.
     */
    String openclawJson() {
        String provider =
                """
                "%s": {"baseUrl": "%s", "apiKey": "unused by %1$s", "api": "openai-completions",
                  "models": [{"id": "kimi", "name": "Kimi"}]},
                """;
        return model.openclawJson()
                .replace(
                        "\"providers\": {",
                        "\"providers\": {"
                                + provider.formatted("locked", model.baseUrl())
                                + provider.formatted("down", "http://127.0.0.1:1/v1")
                                + KEYED.formatted("keyed", model.baseUrl(), "openai-completions")
                                + KEYED.formatted(
                                        "keyed-too",
                                        model.baseUrl().resolve("/"),
                                        "anthropic-messages"))
                .replace(
                        "\"models\": {\"stub/kimi\"",
                        "\"models\": {\"keyed/kimi\": {}, \"keyed-too/kimi\": {}, \"locked/kimi\": {}, \"down/kimi\": {}, \"stub/kimi\"");
    }

    private Turn turn(ModelRequest ask) {
        if (ask.text().contains("ESCAPE")) {
            return EscapeAttempt.turn(ask, outside);
        }
        Matcher fails = FAIL_TASK.matcher(ask.text());
        if (fails.find()) {
            return new Turn.Fails(Integer.parseInt(fails.group(1)), "made to fail");
        }
        if (ask.text().contains("LET GO") && !ask.afterTool()) {
            return new Turn.Executes(
                    "setsid sh -c 'echo $$ > own.pid; exec sleep 300' > /dev/null 2>&1 & sleep 1");
        }
        return ask.text().contains("HANG")
                ? new Turn.Hangs()
                : ask.text().contains("BABBLE")
                        ? new Turn.SendsInvalidJson()
                        : ask.text().contains("DIE")
                                ? new Turn.CutsConnection()
                                : new Turn.Says("25 × 4 = 100");
    }

    @Override
    public void close() {
        model.close();
    }
}
