package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Introduces a runner to a Gateway, protocol 4. */
final class GatewayHandshake {
    private static final int PROTOCOL = 4;

    private GatewayHandshake() {}

    /**
     * @return the boot id of the Gateway's process
     * @throws GatewayException if it does not let us do what a runner needs
     */
    static String introduce(
            GatewayConnection connection, GatewayEndpoint endpoint, Duration timeout)
            throws GatewayException, InterruptedException {
        JsonNode welcome = connection.call("connect", hello(endpoint), timeout);
        boolean isAdmin =
                welcome.path("auth")
                        .path("scopes")
                        .valueStream()
                        .anyMatch(scope -> scope.asText().equals("operator.admin"));
        if (!isAdmin) {
            throw GatewayException.of(
                    GatewayConnection.object()
                            .put("code", "FORBIDDEN")
                            .put(
                                    "message",
                                    "%s gives no rights to this runner: it does so only over loopback"
                                            .formatted(endpoint)));
        }
        return welcome.path("server").path("bootId").asText("");
    }

    private static ObjectNode hello(GatewayEndpoint endpoint) {
        ObjectNode hello =
                GatewayConnection.object()
                        .put("minProtocol", PROTOCOL)
                        .put("maxProtocol", PROTOCOL);
        hello.putObject("client")
                .put("id", "gateway-client")
                .put("version", "1.0.0")
                .put("platform", System.getProperty("os.name", "unknown").toLowerCase())
                .put("mode", "backend");
        hello.put("role", "operator");
        hello.putArray("scopes").add("operator.read").add("operator.write").add("operator.admin");
        hello.putArray("caps").add("tool-events");
        hello.putObject("auth").put("token", endpoint.token());
        return hello;
    }
}
