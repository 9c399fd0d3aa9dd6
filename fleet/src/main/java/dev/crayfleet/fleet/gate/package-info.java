/** Who may what: one pure decision, for every way in. */
@NullMarked
package dev.crayfleet.fleet.gate;

import org.jspecify.annotations.NullMarked;
