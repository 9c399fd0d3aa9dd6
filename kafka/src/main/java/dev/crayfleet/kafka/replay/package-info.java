/** Replaying from the topics: which tasks ended how, which were replayed, and doing them again. */
@NullMarked
package dev.crayfleet.kafka.replay;

import org.jspecify.annotations.NullMarked;
