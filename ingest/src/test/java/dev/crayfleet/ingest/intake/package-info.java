@NullMarked
package dev.crayfleet.ingest.intake;

import org.jspecify.annotations.NullMarked;
