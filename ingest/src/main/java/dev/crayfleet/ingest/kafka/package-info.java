/** From ingest to Kafka: the tasks topic, and how far the channel has been read. */
@NullMarked
package dev.crayfleet.ingest.kafka;

import org.jspecify.annotations.NullMarked;
