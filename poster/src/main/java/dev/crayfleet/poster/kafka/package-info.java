/** From Kafka to Discord: one line for each channel, each with its own place in its topic. */
@NullMarked
package dev.crayfleet.poster.kafka;

import org.jspecify.annotations.NullMarked;
