/** One claim from its grant to its report, and the runner that has them all. */
@NullMarked
package dev.crayfleet.runner.run;

import org.jspecify.annotations.NullMarked;
