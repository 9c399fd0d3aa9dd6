@NullMarked
package dev.crayfleet.trial.bench.kafka;

import org.jspecify.annotations.NullMarked;
