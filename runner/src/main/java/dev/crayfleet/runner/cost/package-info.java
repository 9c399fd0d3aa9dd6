/** What tokens cost. Pure. */
@NullMarked
package dev.crayfleet.runner.cost;

import org.jspecify.annotations.NullMarked;
