package dev.crayfleet.stage.kafka;

import java.time.Duration;

/**
 * A bean of this type gives the stage's injected producers ({@code @KafkaClient}) their settings,
 * unless {@code kafka.producers.<name>.*} says otherwise.
 *
 * @param clientId as brokers see it
 * @param deliveryTimeout when a send is given up, 2 ms to 24 days; also how long a send may block
 */
public record ProducerDefaults(String clientId, Duration deliveryTimeout) {}
