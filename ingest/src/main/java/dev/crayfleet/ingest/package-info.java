/** Every way in: Discord and HTTP to the tasks topic. */
@NullMarked
package dev.crayfleet.ingest;

import org.jspecify.annotations.NullMarked;
