/** How fast Crayfleet is, and how much memory it takes: {@code crayfleet bench}. */
@NullMarked
package dev.crayfleet.trial.bench;

import org.jspecify.annotations.NullMarked;
