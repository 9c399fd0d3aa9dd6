package dev.crayfleet.trial.process;

import dev.crayfleet.broker.LoopbackPorts;
import java.util.HashSet;
import java.util.Set;

/** Gives ports to processes that have to return at the same address. */
final class Ports {
    private static final int MAX_TRIES = 1_000;

    private final Set<Integer> givenPorts = new HashSet<>();

    /** A port that is free now and was not given before. */
    synchronized int next() {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = LoopbackPorts.findFree();
            if (givenPorts.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("all free ports that were found have been given already");
    }
}
