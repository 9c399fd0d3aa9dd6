/** Who calls a service over HTTP, and whether it answers. */
@NullMarked
package dev.crayfleet.stage.access;

import org.jspecify.annotations.NullMarked;
