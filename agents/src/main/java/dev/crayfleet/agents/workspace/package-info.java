/** The folder an agent works in, and how what it left there is read. */
@NullMarked
package dev.crayfleet.agents.workspace;

import org.jspecify.annotations.NullMarked;
