/** A storm's own ways to and from Kafka. */
@NullMarked
package dev.crayfleet.trial.storm.kafka;

import org.jspecify.annotations.NullMarked;
