/**
 * Proves the promises on real processes: each is killed, frozen and cut off while tasks are
 * submitted, and afterwards every record is audited.
 */
@NullMarked
package dev.crayfleet.trial.storm;

import org.jspecify.annotations.NullMarked;
