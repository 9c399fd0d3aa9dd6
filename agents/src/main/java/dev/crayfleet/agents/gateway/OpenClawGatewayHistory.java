package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.contract.Usage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from a session's history the tokens of a run that failed or was aborted, because the answer
 * of such a run does not have them.
 */
final class OpenClawGatewayHistory {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayHistory.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private OpenClawGatewayHistory() {}

    /**
     * @return {@code answer} with the tokens of all turns, where it has none and they can be had
     */
    static Envelope addSpent(
            OpenClawGatewayConnection connection, String sessionKey, Envelope answer)
            throws InterruptedException {
        if (answer.usage() != null) {
            return answer;
        }
        try {
            JsonNode history =
                    connection.call(
                            "chat.history",
                            OpenClawGatewayConnection.object().put("sessionKey", sessionKey),
                            CALL_TIMEOUT);
            Usage sum = Usage.NONE;
            String model = answer.model();
            for (JsonNode message : history.path("messages")) {
                JsonNode usage = message.path("usage");
                if (message.path("role").asText().equals("assistant") && usage.isObject()) {
                    sum =
                            sum.plus(
                                    new Usage(
                                            usage.path("input").asLong(0),
                                            usage.path("output").asLong(0),
                                            usage.path("cacheRead").asLong(0),
                                            usage.path("cacheWrite").asLong(0)));
                    if (message.path("model").isTextual()) {
                        model =
                                message.path("provider").asText()
                                        + "/"
                                        + message.path("model").asText();
                    }
                }
            }
            return sum.equals(Usage.NONE) ? answer : answer.withSpent(model, sum);
        } catch (OpenClawGatewayException e) {
            LOG.debug("no history of {}: {}", sessionKey, e.sentence());
            return answer;
        }
    }
}
