/** Secrets, which must not leave a runner. */
@NullMarked
package dev.crayfleet.agents.safety;

import org.jspecify.annotations.NullMarked;
