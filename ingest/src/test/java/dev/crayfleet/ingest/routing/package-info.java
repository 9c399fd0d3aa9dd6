@NullMarked
package dev.crayfleet.ingest.routing;

import org.jspecify.annotations.NullMarked;
