/** What becomes of a message: pure, without Kafka, Discord, clock or log. */
@NullMarked
package dev.crayfleet.ingest.intake;

import org.jspecify.annotations.NullMarked;
