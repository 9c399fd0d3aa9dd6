/** What benchmarks measure with, and how they say it. */
@NullMarked
package dev.crayfleet.trial.measure;

import org.jspecify.annotations.NullMarked;
