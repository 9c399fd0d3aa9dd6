/** A fleet of real processes on this machine that can be killed, frozen and started again. */
@NullMarked
package dev.crayfleet.trial.process;

import org.jspecify.annotations.NullMarked;
