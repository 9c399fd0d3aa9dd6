/** The runner's arrows: claims in, runs out. */
@NullMarked
package dev.crayfleet.runner.kafka;

import org.jspecify.annotations.NullMarked;
