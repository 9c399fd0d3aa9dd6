/** A model for OpenClaw that costs nothing and does as it is told. Knows nothing of Crayfleet. */
@NullMarked
package dev.crayfleet.model;

import org.jspecify.annotations.NullMarked;
