@NullMarked
package dev.crayfleet.ingest.hooks;

import org.jspecify.annotations.NullMarked;
