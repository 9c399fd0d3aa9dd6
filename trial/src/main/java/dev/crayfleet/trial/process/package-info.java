/** A fleet of real processes on this machine: started, watched, killed, frozen, started again. */
@NullMarked
package dev.crayfleet.trial.process;

import org.jspecify.annotations.NullMarked;
