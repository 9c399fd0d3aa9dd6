/** Runners of named agents that go on after the terminal is closed. */
@NullMarked
package dev.crayfleet.cli.supervision;

import org.jspecify.annotations.NullMarked;
