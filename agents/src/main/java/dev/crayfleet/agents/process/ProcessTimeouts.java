package dev.crayfleet.agents.process;

import java.time.Duration;

/**
 * How long an agent's process may run.
 *
 * @param total after which it is stopped
 * @param silence without output, after which it is stopped; zero for never
 * @param killGrace how long it may take to end by itself when it is stopped
 */
public record ProcessTimeouts(Duration total, Duration silence, Duration killGrace) {}
