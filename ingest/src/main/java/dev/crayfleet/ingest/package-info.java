/** Ingest: takes tasks from Discord and HTTP, and writes them to the tasks topic. */
@NullMarked
package dev.crayfleet.ingest;

import org.jspecify.annotations.NullMarked;
