/** Slots, workspaces and executors: runs one agent per claim. */
@NullMarked
package dev.crayfleet.runner;

import org.jspecify.annotations.NullMarked;
