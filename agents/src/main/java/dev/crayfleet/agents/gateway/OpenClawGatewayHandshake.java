package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Introduces a runner to a Gateway, protocol 4. */
final class OpenClawGatewayHandshake {
    private static final int PROTOCOL = 4;

    private OpenClawGatewayHandshake() {}

    /**
     * What a Gateway says of itself; what it does not say is empty.
     *
     * @param bootId of its process
     */
    record Server(String bootId, String version) {
        static final Server UNKNOWN = new Server("", "");
    }

    /**
     * @throws OpenClawGatewayException if it does not let us do what a runner needs
     */
    static Server introduce(
            OpenClawGatewayConnection connection,
            OpenClawGatewayEndpoint endpoint,
            Duration timeout)
            throws OpenClawGatewayException, InterruptedException {
        JsonNode welcome = connection.call("connect", hello(endpoint), timeout);
        boolean isAdmin =
                welcome.path("auth")
                        .path("scopes")
                        .valueStream()
                        .anyMatch(scope -> scope.asText().equals("operator.admin"));
        if (!isAdmin) {
            throw OpenClawGatewayException.of(
                    OpenClawGatewayConnection.object()
                            .put("code", "FORBIDDEN")
                            .put(
                                    "message",
                                    "%s gives no rights to this runner: it does so only over loopback"
                                            .formatted(endpoint)));
        }
        JsonNode server = welcome.path("server");
        return new Server(server.path("bootId").asText(""), server.path("version").asText(""));
    }

    private static ObjectNode hello(OpenClawGatewayEndpoint endpoint) {
        ObjectNode hello =
                OpenClawGatewayConnection.object()
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
