package dev.crayfleet.dispatcher.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What lanes remember, and what happens when they fail or Kafka is away.
 *
 * @param retention how long ended tasks are known, so that a duplicate is recognised
 * @param laneFailures how often the lanes may fail within a minute before they are given up
 * @param restartAfter how long after that they are tried again
 * @param kafkaPatience how long to wait for Kafka at start, and for the source of a replay
 */
@ConfigurationProperties("crayfleet.dispatcher")
public record LaneSettings(
        @Bindable(defaultValue = "7d") Duration retention,
        @Bindable(defaultValue = "5") int laneFailures,
        @Bindable(defaultValue = "30s") Duration restartAfter,
        @Bindable(defaultValue = "60s") Duration kafkaPatience) {}
