/** OpenClaw's hooks, answered as OpenClaw answers them, so that what calls it can call a fleet. */
@NullMarked
package dev.crayfleet.ingest.hooks;

import org.jspecify.annotations.NullMarked;
