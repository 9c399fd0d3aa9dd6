/** Setting up Discord for a fleet: what is asked, what is tried, what is written. */
@NullMarked
package dev.crayfleet.cli.setup;

import org.jspecify.annotations.NullMarked;
