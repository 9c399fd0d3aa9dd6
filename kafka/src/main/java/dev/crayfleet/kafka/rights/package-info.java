/** Who may what in Kafka, and how that is granted there. */
@NullMarked
package dev.crayfleet.kafka.rights;

import org.jspecify.annotations.NullMarked;
