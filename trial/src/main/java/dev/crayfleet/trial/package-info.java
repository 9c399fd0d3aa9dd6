/** Proves the promises on real processes, by storms and benchmarks. */
@NullMarked
package dev.crayfleet.trial;

import org.jspecify.annotations.NullMarked;
