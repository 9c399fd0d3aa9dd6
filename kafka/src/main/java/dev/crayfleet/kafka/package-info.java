/** Kafka plumbing that every stage shares: settings, topic creation, big files. */
@NullMarked
package dev.crayfleet.kafka;

import org.jspecify.annotations.NullMarked;
