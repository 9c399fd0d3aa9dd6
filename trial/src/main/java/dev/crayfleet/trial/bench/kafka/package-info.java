/** What the benchmark says to Kafka and reads from it. */
@NullMarked
package dev.crayfleet.trial.bench.kafka;

import org.jspecify.annotations.NullMarked;
