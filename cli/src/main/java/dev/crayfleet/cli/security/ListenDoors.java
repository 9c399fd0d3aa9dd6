package dev.crayfleet.cli.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What services leave open over HTTP by their settings, where they could not be asked. */
final class ListenDoors {
    private static final String HOST = "MICRONAUT_SERVER_HOST";

    private ListenDoors() {}

    /**
     * Services that are to listen beyond loopback.
     *
     * @param answering those that have answered; if one of them is reached from elsewhere, that was
     *     told
     */
    static List<Door> of(List<ServiceSettings> settings, List<ServiceFacts> answering) {
        List<Door> doors = new ArrayList<>();
        if (answering.stream().anyMatch(ServiceFacts::isBeyondLoopback)) {
            return doors;
        }
        for (ServiceSettings each : settings) {
            if (each.has(HOST) && !isLoopback(each.get(HOST))) {
                doors.add(
                        Door.note(
                                DoorKind.HTTP_BEYOND_LOOPBACK,
                                "A service is to listen on %s (%s), without TLS: who sees what goes over that network can take tokens from it."
                                        .formatted(each.get(HOST), each.name()),
                                "have it listen on 127.0.0.1 (%s), and put TLS in front"
                                        .formatted(HOST)));
            }
        }
        return doors;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** For where the topic has no tokens, and no service could be asked. */
    static List<Door> withoutTokens(List<ServiceSettings> settings) {
        boolean isDemanded =
                settings.stream()
                        .anyMatch(each ->
                                each.has("CRAYFLEET_HTTP_TOKEN_FILE")
                                        || each.get("CRAYFLEET_HTTP_TOKENS")
                                                .equalsIgnoreCase("required"));
        return isDemanded
                ? List.of()
                : List.of(
                        Door.risky(
                                DoorKind.HTTP_WITHOUT_TOKEN,
                                "There are no tokens for HTTP: services answer everybody on their machine, agents with a shell too.",
                                ServiceDoors.CREATE));
    }
}
