/** What tokens cost. Pure. */
@NullMarked
package dev.crayfleet.agents.cost;

import org.jspecify.annotations.NullMarked;
