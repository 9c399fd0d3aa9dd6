/** OpenClaw's words: its configuration, its envelope, its failures, its install places. */
@NullMarked
package dev.crayfleet.agents.openclaw;

import org.jspecify.annotations.NullMarked;
