@NullMarked
package dev.crayfleet.ingest.http;

import org.jspecify.annotations.NullMarked;
