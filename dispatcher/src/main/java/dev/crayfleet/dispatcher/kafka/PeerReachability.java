package dev.crayfleet.dispatcher.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether dispatchers can reach each other at all, by the addresses that they advertise. What is
 * wrong is reported once, and again when it has changed.
 */
final class PeerReachability {
    private List<String> warnings = List.of();

    /**
     * @return a sentence for people about each of the peers that is out of reach; empty if it would
     *     say the same as before
     */
    synchronized List<String> newWarnings(DispatcherInstance self, List<DispatcherInstance> peers) {
        List<String> current = new ArrayList<>();
        peers.forEach(peer -> check(self.address(), peer.address()).ifPresent(current::add));
        if (current.equals(warnings)) {
            return List.of();
        }
        warnings = List.copyOf(current);
        return warnings;
    }

    private static Optional<String> check(AdvertisedAddress self, AdvertisedAddress peer) {
        if (self.equals(peer)) {
            return Optional.of(
                    "another dispatcher says that it is reached at %s, as this one does: neither can ask the other, and lanes are missing in what they answer. Set CRAYFLEET_DISPATCHER_ADVERTISE, or MICRONAUT_SERVER_HOST, to where other machines reach each of them"
                            .formatted(self));
        }
        if (self.isLoopback() == peer.isLoopback()) {
            // Two on one machine, or both to be reached from others.
            return Optional.empty();
        }
        return Optional.of(
                "%s says that it is reached at %s, which no other machine reaches, and %s at %s: lanes are missing in what they answer. Set CRAYFLEET_DISPATCHER_ADVERTISE, or MICRONAUT_SERVER_HOST, to where other machines reach it"
                        .formatted(
                                self.isLoopback() ? "this dispatcher" : "another dispatcher",
                                self.isLoopback() ? self : peer,
                                self.isLoopback() ? "another" : "this one",
                                self.isLoopback() ? peer : self));
    }
}
