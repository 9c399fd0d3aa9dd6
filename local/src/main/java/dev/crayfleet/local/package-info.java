/** Everything in one JVM: the quick start and the end-to-end tests. */
@NullMarked
package dev.crayfleet.local;

import org.jspecify.annotations.NullMarked;
