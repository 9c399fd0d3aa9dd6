/** How benchmarks write to Kafka and read from it. */
@NullMarked
package dev.crayfleet.trial.bench.kafka;

import org.jspecify.annotations.NullMarked;
