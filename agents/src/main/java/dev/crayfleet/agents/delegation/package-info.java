/** What an agent asks other agents to do: the address, the token and the command for it. */
@NullMarked
package dev.crayfleet.agents.delegation;

import org.jspecify.annotations.NullMarked;
