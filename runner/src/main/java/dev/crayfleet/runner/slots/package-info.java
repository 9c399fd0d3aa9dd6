/**
 * What a life of a runner holds, for how long it is believed, and how long an agent may take. Pure.
 */
@NullMarked
package dev.crayfleet.runner.slots;

import org.jspecify.annotations.NullMarked;
