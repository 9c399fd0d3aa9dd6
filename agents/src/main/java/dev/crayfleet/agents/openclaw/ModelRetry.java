package dev.crayfleet.agents.openclaw;

import java.time.Duration;

/**
 * OpenClaw waits before it asks a failing model again.
 *
 * @param reason its word for the failure: {@code server_error}, {@code rate_limit}
 * @param delay how long, which is what the model's provider asks for where that says so
 */
public record ModelRetry(String reason, Duration delay) {}
