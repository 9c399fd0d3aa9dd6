/** Any other agent program, by a template. */
@NullMarked
package dev.crayfleet.agents.command;

import org.jspecify.annotations.NullMarked;
