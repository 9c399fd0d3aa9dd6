@NullMarked
package dev.crayfleet.trial.bench.executors;

import org.jspecify.annotations.NullMarked;
