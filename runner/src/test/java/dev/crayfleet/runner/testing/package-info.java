/** A real OpenClaw, for this module's tests and for others'. */
@NullMarked
package dev.crayfleet.runner.testing;

import org.jspecify.annotations.NullMarked;
