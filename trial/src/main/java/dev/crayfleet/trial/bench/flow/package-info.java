/** What the benchmark says to Kafka and reads from it. */
@NullMarked
package dev.crayfleet.trial.bench.flow;

import org.jspecify.annotations.NullMarked;
