package dev.crayfleet.dispatcher.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether dispatchers can ask each other at all, by what they say of where they are. What is wrong
 * is told once, and again when it has changed.
 */
final class PeerReachability {
    private List<String> told = List.of();

    /**
     * @return a sentence for people about each of the others that is out of reach, if they have not
     *     been told yet
     */
    synchronized List<String> news(DispatcherInstance own, List<DispatcherInstance> others) {
        List<String> wrong = new ArrayList<>();
        others.forEach(other -> trouble(own.address(), other.address()).ifPresent(wrong::add));
        if (wrong.equals(told)) {
            return List.of();
        }
        told = List.copyOf(wrong);
        return told;
    }

    private static Optional<String> trouble(AdvertisedAddress own, AdvertisedAddress other) {
        if (own.equals(other)) {
            return Optional.of(
                    "another dispatcher says that it is reached at %s, as this one does: neither can ask the other, and lanes are missing in what they answer. Set CRAYFLEET_DISPATCHER_ADVERTISE, or MICRONAUT_SERVER_HOST, to where other machines reach each of them"
                            .formatted(own));
        }
        if (own.isLoopback() == other.isLoopback()) {
            // Two on one machine, or both to be reached from others.
            return Optional.empty();
        }
        return Optional.of(
                "%s says that it is reached at %s, which no other machine reaches, and %s at %s: lanes are missing in what they answer. Set CRAYFLEET_DISPATCHER_ADVERTISE, or MICRONAUT_SERVER_HOST, to where other machines reach it"
                        .formatted(
                                own.isLoopback() ? "this dispatcher" : "another dispatcher",
                                own.isLoopback() ? own : other,
                                own.isLoopback() ? "another" : "this one",
                                own.isLoopback() ? other : own));
    }
}
