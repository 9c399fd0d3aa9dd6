/** What results and events look like in Discord: pure, without Kafka, JDA, clock or log. */
@NullMarked
package dev.crayfleet.poster.rendering;

import org.jspecify.annotations.NullMarked;
