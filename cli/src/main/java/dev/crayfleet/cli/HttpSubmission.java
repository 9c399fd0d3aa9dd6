package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;

/** {@code POST /tasks} of ingest. */
final class HttpSubmission {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpSubmission() {}

    /**
     * Returns when Kafka has the task.
     *
     * @throws IllegalArgumentException with ingest's sentence, if it refuses
     * @throws IllegalStateException with a sentence for people, if ingest is away
     */
    static void submit(String url, TaskId id, TaskFlags.SubmittableTask task) {
        new FleetHttp("ingest", url, "--url").post("/tasks", body(id, task));
    }

    private static ObjectNode body(TaskId id, TaskFlags.SubmittableTask task) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", id.value()).put("prompt", task.prompt()).put("pool", task.pool().value());
        putOptions(body, task.options());
        return body;
    }

    /** Puts the options that are set into the fields that a task and a replay share. */
    static void putOptions(ObjectNode body, TaskOptions options) {
        if (options.model() != null) {
            body.put("model", options.model());
        }
        if (options.thinking() != null) {
            body.put("thinking", options.thinking().word());
        }
        if (options.timeout() != null) {
            body.put("timeout", options.timeout().toString());
        }
        if (options.retries() != null) {
            body.put("retries", options.retries());
        }
        if (options.priority() != null) {
            body.put("priority", options.priority().word());
        }
    }
}
