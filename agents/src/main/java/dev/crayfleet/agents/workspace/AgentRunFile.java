package dev.crayfleet.agents.workspace;

import dev.crayfleet.agents.process.ProcessIdentity;

/**
 * One agent that runs, as it is written to disk for the case that its runner is killed.
 *
 * @param agent the folder's name
 * @param runner whose it is
 * @param mark of its processes, or empty
 * @param process the first of them; {@link ProcessIdentity#NONE} where there is none
 * @param session in a Gateway, or empty
 */
public record AgentRunFile(
        String agent,
        ProcessIdentity runner,
        String mark,
        ProcessIdentity process,
        String session) {
    static AgentRunFile of(String agent, ProcessIdentity runner) {
        return new AgentRunFile(agent, runner, "", ProcessIdentity.NONE, "");
    }

    AgentRunFile withProcess(String newMark, ProcessIdentity newProcess) {
        return new AgentRunFile(agent, runner, newMark, newProcess, session);
    }

    AgentRunFile withSession(String newSession) {
        return new AgentRunFile(agent, runner, mark, process, newSession);
    }
}
