@NullMarked
package dev.crayfleet.ingest.discord;

import org.jspecify.annotations.NullMarked;
