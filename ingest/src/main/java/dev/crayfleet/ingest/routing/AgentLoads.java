package dev.crayfleet.ingest.routing;

import java.util.Map;

/** How busy agents are, as far as somebody knows. */
public interface AgentLoads {
    /** Nobody knows. */
    AgentLoads UNKNOWN = Map::of;

    /** By the agents' names; empty where nothing is known. Takes a second at most. */
    Map<String, AgentLoad> now();
}
