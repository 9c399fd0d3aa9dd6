package dev.crayfleet.cli.security;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What services leave open over HTTP. */
final class ServiceDoors {
    static final String CREATE =
            "crayfleet token create NAME --expires 90d; from then on services answer nobody without";

    private ServiceDoors() {}

    /**
     * @param answering those that have answered
     * @param isOpen whether everybody may everything by the fleet file
     */
    static List<Door> of(List<ServiceFacts> answering, boolean isOpen) {
        List<Door> doors = new ArrayList<>();
        List<ServiceFacts> open = answering.stream().filter(ServiceFacts::isOpen).toList();
        String whatTheyMay =
                isOpen ? "may do everything" : "may what the fleet file allows to local";
        List<ServiceFacts> reached = open.stream().filter(ServiceFacts::isBeyondLoopback).toList();
        if (!reached.isEmpty()) {
            doors.add(
                    Door.open(
                            DoorKind.HTTP_WITHOUT_TOKEN,
                            "%s without a token, and other machines reach that: whoever does %s."
                                    .formatted(answer(reached), whatTheyMay),
                            CREATE));
        }
        List<ServiceFacts> here = open.stream().filter(each -> !each.isBeyondLoopback()).toList();
        if (!here.isEmpty()) {
            doors.add(
                    Door.risky(
                            DoorKind.HTTP_WITHOUT_TOKEN,
                            "%s without a token: everybody on that machine, agents with a shell too, %s."
                                    .formatted(answer(here), whatTheyMay),
                            CREATE));
        }
        List<ServiceFacts> plain =
                answering.stream()
                        .filter(each -> !each.isOpen())
                        .filter(ServiceFacts::isBeyondLoopback)
                        .filter(each -> !each.isEncrypted())
                        .toList();
        if (!plain.isEmpty()) {
            doors.add(
                    Door.note(
                            DoorKind.HTTP_BEYOND_LOOPBACK,
                            "%s other machines, without TLS: who sees what goes over that network can take tokens from it."
                                    .formatted(
                                            names(plain)
                                                    + (plain.size() == 1 ? " answers" : " answer")),
                            "have it listen on 127.0.0.1 (MICRONAUT_SERVER_HOST), and put TLS in front"));
        }
        return doors;
    }

    private static String answer(List<ServiceFacts> services) {
        return names(services) + (services.size() == 1 ? " answers" : " answer");
    }

    private static String names(List<ServiceFacts> services) {
        return services.stream()
                .map(each -> "%s at %s".formatted(each.name(), each.url()))
                .collect(Collectors.joining(", "));
    }
}
