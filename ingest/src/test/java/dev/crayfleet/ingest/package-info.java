@NullMarked
package dev.crayfleet.ingest;

import org.jspecify.annotations.NullMarked;
