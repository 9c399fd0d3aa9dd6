/** Which agent does a task that says only what its agent is to be able to do. */
@NullMarked
package dev.crayfleet.ingest.routing;

import org.jspecify.annotations.NullMarked;
