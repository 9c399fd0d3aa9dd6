/** The ways to run an agent. */
@NullMarked
package dev.crayfleet.runner.executor;

import org.jspecify.annotations.NullMarked;
