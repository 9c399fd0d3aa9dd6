/** {@code crayfleet bench}: measures speed, processor time and memory of Crayfleet. */
@NullMarked
package dev.crayfleet.trial.bench;

import org.jspecify.annotations.NullMarked;
