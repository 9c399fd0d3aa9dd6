/** A fleet as its file describes it: agents, roles, and what waits for approval. */
@NullMarked
package dev.crayfleet.fleet;

import org.jspecify.annotations.NullMarked;
