package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.Envelope;
import dev.crayfleet.contract.Usage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run has spent that failed or was aborted, which its last answer does not say: the
 * session's history does.
 */
final class GatewayHistory {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayHistory.class);
    private static final Duration CALL = Duration.ofSeconds(1);

    private GatewayHistory() {}

    /**
     * @return {@code said} with the tokens of all turns, where it has none and they can be had
     */
    static Envelope spent(GatewayConnection connection, String key, Envelope said)
            throws InterruptedException {
        if (said.usage() != null) {
            return said;
        }
        try {
            JsonNode history =
                    connection.call(
                            "chat.history",
                            GatewayConnection.object().put("sessionKey", key),
                            CALL);
            Usage sum = Usage.NONE;
            String model = said.model();
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
            return sum.equals(Usage.NONE) ? said : said.having(model, sum);
        } catch (GatewayException e) {
            LOG.debug("no history of {}: {}", key, e.sentence());
            return said;
        }
    }
}
