/**
 * What a session of a runner holds, how long its lease is, and how long an agent may take. Pure.
 */
@NullMarked
package dev.crayfleet.runner.slots;

import org.jspecify.annotations.NullMarked;
