/** What a runner reads from Kafka and writes to it, and its start and end. */
@NullMarked
package dev.crayfleet.runner.kafka;

import org.jspecify.annotations.NullMarked;
