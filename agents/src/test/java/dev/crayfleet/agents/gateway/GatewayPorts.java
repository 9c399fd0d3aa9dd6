package dev.crayfleet.agents.gateway;

import java.io.IOException;
import java.util.Random;

/** Ports for a Gateway that a test starts itself. */
public final class GatewayPorts {
    private GatewayPorts() {}

    /**
     * One that is free, with the three above it, below those that the system gives to whoever wants
     * any: other tests take them all the time.
     */
    public static int free() throws IOException {
        return FreePort.choose(0, new Random());
    }
}
