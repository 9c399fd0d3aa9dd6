package dev.crayfleet.cli.supervision;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.agents.process.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor knows of the runner of one agent.
 *
 * @param supervisor the process that writes this
 * @param runner {@link ProcessIdentity#NONE} while there is none
 * @param sinceMillis when the runner was started, since 1970
 * @param restarts of it, since the supervisor was started
 * @param isReady whether it has offered its slots
 * @param port where the runner answers, on this machine only
 * @param gatewayPort of the agent's own Gateway; absent while it has none
 * @param task that it works at; absent while it has none
 * @param lastError what it said last that was an error, or how it ended; absent where all was well
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentState(
        ProcessIdentity supervisor,
        ProcessIdentity runner,
        long sinceMillis,
        int restarts,
        boolean isReady,
        int port,
        @Nullable Integer gatewayPort,
        @Nullable String task,
        @Nullable String lastError) {
    static AgentState begun(ProcessIdentity supervisor, long nowMillis) {
        return new AgentState(
                supervisor, ProcessIdentity.NONE, nowMillis, 0, false, 0, null, null, null);
    }

    /** Whether somebody keeps the runner running. */
    public boolean isSupervised() {
        return supervisor.stillRuns();
    }

    AgentState started(ProcessIdentity process, int itsPort, long nowMillis) {
        return new AgentState(
                supervisor, process, nowMillis, restarts, false, itsPort, null, null, lastError);
    }

    AgentState ended(String why) {
        return new AgentState(
                supervisor,
                ProcessIdentity.NONE,
                sinceMillis,
                restarts + 1,
                false,
                0,
                null,
                null,
                why);
    }

    AgentState ready() {
        return with(true, gatewayPort, task, lastError);
    }

    AgentState withGatewayPort(int newPort) {
        return with(isReady, newPort, task, lastError);
    }

    AgentState withTask(@Nullable String newTask) {
        return with(isReady, gatewayPort, newTask, lastError);
    }

    AgentState withError(String sentence) {
        return with(isReady, gatewayPort, task, sentence);
    }

    private AgentState with(
            boolean ready,
            @Nullable Integer newGatewayPort,
            @Nullable String newTask,
            @Nullable String error) {
        return new AgentState(
                supervisor,
                runner,
                sinceMillis,
                restarts,
                ready,
                port,
                newGatewayPort,
                newTask,
                error);
    }
}
