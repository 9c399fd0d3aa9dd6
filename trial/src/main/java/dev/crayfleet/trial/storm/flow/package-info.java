/** A storm's own ways to and from Kafka. */
@NullMarked
package dev.crayfleet.trial.storm.flow;

import org.jspecify.annotations.NullMarked;
