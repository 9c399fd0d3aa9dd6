/** One claim from its grant to its report, and the runner that holds them all. */
@NullMarked
package dev.crayfleet.runner.run;

import org.jspecify.annotations.NullMarked;
