package dev.crayfleet.agents.gateway;

import java.time.Duration;

/**
 * How long a Gateway and its runs may take.
 *
 * @param startup of the Gateway, until it is connected for the first time
 * @param startGrace what a run may take beyond its task's timeout before it is aborted
 * @param killGrace how long a run may take to end when it is aborted
 * @param silence without any event, after which a run is aborted; zero for never
 */
public record OpenClawGatewayTimeouts(
        Duration startup, Duration startGrace, Duration killGrace, Duration silence) {}
