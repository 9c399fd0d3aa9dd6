/** A real OpenClaw, for this module's tests and for others'. */
@NullMarked
package dev.crayfleet.agents.testing;

import org.jspecify.annotations.NullMarked;
