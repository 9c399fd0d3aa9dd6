/** How benchmarks measure processes and print what they measured. */
@NullMarked
package dev.crayfleet.trial.measure;

import org.jspecify.annotations.NullMarked;
