/** The Kafka Streams application around the pure heart: one class for each arrow of the picture. */
@NullMarked
package dev.crayfleet.dispatcher.kafka;

import org.jspecify.annotations.NullMarked;
