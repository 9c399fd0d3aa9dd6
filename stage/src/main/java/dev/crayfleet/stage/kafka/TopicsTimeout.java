package dev.crayfleet.stage.kafka;

import java.time.Duration;

/**
 * A bean of this type says how long {@link TopicsReady} waits for Kafka, instead of 30 s.
 *
 * @param timeout altogether, above 0
 */
public record TopicsTimeout(Duration timeout) {}
