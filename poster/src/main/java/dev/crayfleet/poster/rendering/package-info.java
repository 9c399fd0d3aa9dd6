/** Renders results and events as messages: pure functions, without Kafka, JDA, clock or log. */
@NullMarked
package dev.crayfleet.poster.rendering;

import org.jspecify.annotations.NullMarked;
