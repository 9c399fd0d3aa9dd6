/** The crayfleet command. */
@NullMarked
package dev.crayfleet.cli;

import org.jspecify.annotations.NullMarked;
