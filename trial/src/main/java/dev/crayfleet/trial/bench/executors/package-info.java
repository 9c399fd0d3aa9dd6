/** What an agent's task costs by hand and by Crayfleet: {@code crayfleet bench executors}. */
@NullMarked
package dev.crayfleet.trial.bench.executors;

import org.jspecify.annotations.NullMarked;
