package dev.crayfleet.runner;

import dev.crayfleet.agents.gateway.OpenClawGatewayConnection;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayException;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.config.GatewaySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** Whether an OpenClaw gateway that runs already lets a runner in. */
final class GatewayCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private GatewayCheck() {}

    /** Empty where a runner would start a gateway itself, or none. */
    static Optional<Finding> finding(GatewaySettings settings) {
        URI url = settings.url();
        if (url == null) {
            return Optional.empty();
        }
        String token = settings.token() == null ? "" : settings.token();
        HttpClient client = HttpClient.newHttpClient();
        try {
            OpenClawGatewayConnection.open(client, new OpenClawGatewayEndpoint(url, token), TIMEOUT)
                    .close("it was only looked at");
            return Optional.of(Finding.ok("The gateway at %s lets a runner in.".formatted(url)));
        } catch (OpenClawGatewayException e) {
            return Optional.of(
                    Finding.error(
                            "The gateway at %s does not let a runner in: %s. CRAYFLEET_RUNNER_GATEWAY_URL says where it is, CRAYFLEET_RUNNER_GATEWAY_TOKEN is its token."
                                    .formatted(url, e.sentence().replaceFirst("\\.$", ""))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Finding.error("The gateway was not tried: this was interrupted."));
        } finally {
            client.shutdownNow();
        }
    }
}
