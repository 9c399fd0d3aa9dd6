package dev.crayfleet.cli.security;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.cli.doctor.HttpProbe;
import dev.crayfleet.cli.doctor.HttpProbe.Answer;
import dev.crayfleet.cli.doctor.Subject.Service;
import dev.crayfleet.cli.machine.Reach;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Asks services whom they answer. */
final class ServiceLook {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_RUNNERS = 1_000;

    private ServiceLook() {}

    /** A runner that lives. */
    record LiveRunner(String name, String host) {}

    /**
     * Asks without a token.
     *
     * @throws IllegalStateException with the end of a sentence for people, if it does not say
     */
    static ServiceFacts look(Service service) throws InterruptedException {
        String base = service.url().replaceFirst("/+$", "");
        try (HttpProbe http = new HttpProbe(null)) {
            Answer health = http.get(base + "/health");
            if (health.status() != OK && health.status() != UNAVAILABLE) {
                throw new IllegalStateException(
                        "what answers at %s is no %s of a fleet; %s says where it is"
                                .formatted(service.url(), service.name(), service.option()));
            }
            // Behind the same filter as every other route, and there in every service.
            int status = http.get(base + "/prometheus").status();
            return new ServiceFacts(
                    service.name(),
                    service.url(),
                    isOpen(status),
                    isBeyondLoopback(URI.create(base)));
        } catch (IOException e) {
            throw unanswered(service, e);
        } catch (IllegalArgumentException e) {
            throw noAddress(service, e);
        }
    }

    private static boolean isOpen(int status) {
        return switch (status) {
            case OK -> true;
            case UNAUTHORIZED, FORBIDDEN -> false;
            case UNAVAILABLE, TOO_MANY ->
                    throw new IllegalStateException(
                            "it does not know yet which tokens there are, or was asked too often. Try again");
            default ->
                    throw new IllegalStateException(
                            "it does not say whether it wants a token: it answers with status %d"
                                    .formatted(status));
        };
    }

    private static boolean isBeyondLoopback(URI address) {
        int usual = "https".equals(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        return address.getHost() != null
                && Reach.isBeyondLoopback(
                        address.getHost().replaceAll("[\\[\\]]", ""),
                        address.getPort() < 0 ? usual : address.getPort());
    }

    private static IllegalStateException unanswered(Service service, IOException e) {
        return new IllegalStateException(
                "nothing answers at %s; %s says where it is"
                        .formatted(service.url(), service.option()),
                e);
    }

    private static IllegalStateException noAddress(Service service, IllegalArgumentException e) {
        return new IllegalStateException(
                "\"%s\" is no address: %s takes one like http://127.0.0.1:8081"
                        .formatted(service.url(), service.option()),
                e);
    }

    /**
     * Asks the dispatcher which runners live, by the token that is known.
     *
     * @throws IllegalStateException as {@link #look} does
     */
    static List<LiveRunner> runners(Service dispatcher) throws InterruptedException {
        try (HttpProbe http = new HttpProbe(dispatcher.token())) {
            Answer answer = http.get(dispatcher.url().replaceFirst("/+$", "") + "/runners");
            if (answer.status() != OK) {
                throw new IllegalStateException(
                        answer.status() == UNAUTHORIZED
                                ? "the dispatcher tells only who has a token which there are: CRAYFLEET_TOKEN, or CRAYFLEET_TOKEN_FILE"
                                : "the dispatcher does not say which there are");
            }
            List<LiveRunner> live = new ArrayList<>();
            for (JsonNode each : answer.json().path("runners")) {
                LiveRunner runner =
                        new LiveRunner(
                                Texts.oneLine(each.path("runner").asText()),
                                each.path("host").asText());
                if (!each.path("standing").asText().equals("lost")
                        && !live.contains(runner)
                        && live.size() < MAX_RUNNERS) {
                    live.add(runner);
                }
            }
            return live;
        } catch (IOException e) {
            throw unanswered(dispatcher, e);
        } catch (IllegalArgumentException e) {
            throw noAddress(dispatcher, e);
        }
    }
}
