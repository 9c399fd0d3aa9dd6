/** {@code crayfleet bench executors}: what a task costs by hand and with Crayfleet. */
@NullMarked
package dev.crayfleet.trial.bench.executors;

import org.jspecify.annotations.NullMarked;
