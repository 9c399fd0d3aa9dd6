/** What all services know of their fleet: tokens for HTTP, as records of a compacted topic. */
@NullMarked
package dev.crayfleet.kafka.fleet;

import org.jspecify.annotations.NullMarked;
