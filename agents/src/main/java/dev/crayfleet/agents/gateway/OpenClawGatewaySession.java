package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.process.CancellationToken;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/** The session of one attempt in a Gateway, and the requests about it. */
final class OpenClawGatewaySession {
    private final OpenClawGatewayExecutorSettings settings;
    private final Job job;
    private final String key;
    private final String runId = UUID.randomUUID().toString();

    OpenClawGatewaySession(OpenClawGatewayExecutorSettings settings, Job job) {
        this.settings = settings;
        this.job = job;
        this.key = "agent:%s:crayfleet-%s".formatted(settings.agent(), job.workspace().agent());
    }

    String key() {
        return key;
    }

    /**
     * Creates it and checks that its agent is restricted, if it is to be.
     *
     * @throws OpenClawGatewayException if one of that fails
     */
    void create(
            OpenClawGatewayConnection connection, Duration timeout, CancellationToken cancellation)
            throws OpenClawGatewayException, InterruptedException {
        ObjectNode params = OpenClawGatewayConnection.object().put("key", key);
        params.put("agentId", settings.agent());
        params.put("cwd", job.workspace().task().toString());
        params.put("permissionMode", settings.restricted() ? "guarded" : "full");
        if (job.plan().requestedModel() != null) {
            params.put("model", job.plan().requestedModel());
        }
        if (job.plan().passThinking()) {
            params.put("thinkingLevel", job.plan().thinking().word());
        }
        connection.call("sessions.create", params, timeout, cancellation);
        if (settings.restricted()) {
            RestrictedTools.check(connection, key, settings.agent(), cancellation);
        }
    }

    /**
     * Requests the run. May be done again over a new connection: the Gateway then goes on with the
     * run that it has.
     */
    void requestRun(
            OpenClawGatewayConnection connection, RunEvents events, Consumer<RunFrame> frames) {
        connection.listen(runId, events::accept);
        ObjectNode params = OpenClawGatewayConnection.object().put("idempotencyKey", runId);
        params.put("sessionKey", key).put("message", job.prompt()).put("deliver", false);
        params.put("timeout", Math.max(1, job.timeout().toSeconds()));
        connection.run(params, frame -> frames.accept(new RunFrame(frame)));
    }

    void stopListening(OpenClawGatewayConnection connection) {
        connection.unlisten(runId);
    }

    void abort(OpenClawGatewayConnection connection, Duration timeout)
            throws OpenClawGatewayException, InterruptedException {
        ObjectNode params = OpenClawGatewayConnection.object().put("key", key).put("runId", runId);
        connection.call("sessions.abort", params, timeout);
    }
}
