/** The folders that named agents bring along, and what is kept of their memory. */
@NullMarked
package dev.crayfleet.agents.home;

import org.jspecify.annotations.NullMarked;
