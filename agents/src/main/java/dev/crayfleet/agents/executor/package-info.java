/** The ways to run an agent. */
@NullMarked
package dev.crayfleet.agents.executor;

import org.jspecify.annotations.NullMarked;
