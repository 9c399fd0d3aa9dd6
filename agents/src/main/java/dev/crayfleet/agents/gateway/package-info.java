/** OpenClaw's Gateway: its WebSocket protocol, and one that the runner owns. */
@NullMarked
package dev.crayfleet.agents.gateway;

import org.jspecify.annotations.NullMarked;
