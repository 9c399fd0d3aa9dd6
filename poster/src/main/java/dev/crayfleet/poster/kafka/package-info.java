/** Consumes results and events, with a consumer group of its own for each place at Discord. */
@NullMarked
package dev.crayfleet.poster.kafka;

import org.jspecify.annotations.NullMarked;
