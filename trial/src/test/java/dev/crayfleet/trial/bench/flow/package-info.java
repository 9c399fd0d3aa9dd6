@NullMarked
package dev.crayfleet.trial.bench.flow;

import org.jspecify.annotations.NullMarked;
