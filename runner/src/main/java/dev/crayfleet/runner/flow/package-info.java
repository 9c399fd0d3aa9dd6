/** The runner's arrows: claims in, runs out. */
@NullMarked
package dev.crayfleet.runner.flow;

import org.jspecify.annotations.NullMarked;
