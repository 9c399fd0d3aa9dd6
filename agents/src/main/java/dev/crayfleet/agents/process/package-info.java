/** Process trees, their environment and their output. */
@NullMarked
package dev.crayfleet.agents.process;

import org.jspecify.annotations.NullMarked;
