package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.agents.openclaw.Envelope;

/**
 * One answer of a Gateway to the request for a run.
 *
 * @param json the whole answer
 */
record RunFrame(JsonNode json) {
    /** Whether it says that the connection is gone, and nothing of the run. */
    boolean isConnectionClosed() {
        return json.path("error").path("code").asText().equals(OpenClawGatewayException.CLOSED);
    }

    /** Whether the run, requested again, goes on and has not been answered to this connection. */
    boolean isInFlight() {
        return status().equals("in_flight");
    }

    /** Whether the run is over. */
    boolean isFinal() {
        return !isConnectionClosed() && !status().equals("accepted") && !isInFlight();
    }

    boolean isOk() {
        return json.path("ok").asBoolean(false);
    }

    /** Whether the run was aborted by a request. */
    boolean isAborted() {
        return json.path("payload").path("stopReason").asText().equals("rpc");
    }

    OpenClawGatewayException error() {
        return OpenClawGatewayException.of(json.path("error"));
    }

    Envelope envelope() {
        return Envelope.ofGateway(json);
    }

    private String status() {
        return json.path("payload").path("status").asText();
    }
}
