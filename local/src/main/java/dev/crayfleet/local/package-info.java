/** A whole fleet in one JVM, for the quick start and end-to-end tests. */
@NullMarked
package dev.crayfleet.local;

import org.jspecify.annotations.NullMarked;
