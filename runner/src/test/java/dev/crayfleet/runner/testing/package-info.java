/** A real OpenClaw and a model of our own for it, for this module's tests and for others'. */
@NullMarked
package dev.crayfleet.runner.testing;

import org.jspecify.annotations.NullMarked;
