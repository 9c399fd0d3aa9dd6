/** What must not leave a runner. */
@NullMarked
package dev.crayfleet.runner.safety;

import org.jspecify.annotations.NullMarked;
