/**
 * Proves the promises on real processes: everything is killed, frozen and cut off while tasks come
 * in, and afterwards every record is counted.
 */
@NullMarked
package dev.crayfleet.trial.storm;

import org.jspecify.annotations.NullMarked;
