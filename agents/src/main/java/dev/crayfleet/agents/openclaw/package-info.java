/** OpenClaw's command line: where it is installed, its configuration, its answers and failures. */
@NullMarked
package dev.crayfleet.agents.openclaw;

import org.jspecify.annotations.NullMarked;
