/** How a storm writes to Kafka and reads from it. */
@NullMarked
package dev.crayfleet.trial.storm.kafka;

import org.jspecify.annotations.NullMarked;
