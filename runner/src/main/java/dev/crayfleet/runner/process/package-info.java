/** Process trees, their environment and their output. */
@NullMarked
package dev.crayfleet.runner.process;

import org.jspecify.annotations.NullMarked;
