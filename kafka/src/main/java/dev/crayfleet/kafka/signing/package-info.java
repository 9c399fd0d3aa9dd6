/** Who wrote a record of the tasks topic: services of the fleet sign what they write. */
@NullMarked
package dev.crayfleet.kafka.signing;

import org.jspecify.annotations.NullMarked;
