package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.kafka.UnreachableException;
import dev.crayfleet.cli.submission.Attachment;
import dev.crayfleet.cli.submission.SubmitWay;
import dev.crayfleet.cli.submission.SubmittableTask;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.kafka.Progress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code POST /tasks} and {@code POST /files} of ingest. */
final class HttpSubmission implements SubmitWay {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNAVAILABLE = 503;

    private final HttpClient client = FleetHttp.newClient();
    private final Codec codec = new Codec();
    private final FleetHttp ingest;

    /**
     * @param url of ingest
     */
    HttpSubmission(String url) {
        this.ingest = new FleetHttp("ingest", url, "--url").over(client);
    }

    @Override
    public void lookUp(Map<TaskId, String> fingerprints, Progress progress) {
        // Ingest says it of each task.
    }

    @Override
    public FileRef store(TaskId task, Attachment file) {
        return answered(() ->
                codec.decodeRecord(
                        ingest.post(
                                        "/files?task=%s&name=%s"
                                                .formatted(
                                                        task,
                                                        URLEncoder.encode(
                                                                file.name(),
                                                                StandardCharsets.UTF_8)),
                                        file.content())
                                .toString()
                                .getBytes(StandardCharsets.UTF_8),
                        FileRef.class));
    }

    @Override
    public boolean submit(TaskId id, SubmittableTask task) {
        return answered(() -> ingest.post("/tasks", body(id, task)).path("known").asBoolean());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private interface Question<T> {
        T ask();
    }

    /** Whoever cannot reach Kafka by way of ingest cannot reach the fleet. */
    private static <T> T answered(Question<T> question) {
        try {
            return question.ask();
        } catch (FleetHttp.FailedException e) {
            if (e.status() == UNAVAILABLE) {
                throw new UnreachableException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private ObjectNode body(TaskId id, SubmittableTask task) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", id.value()).put("prompt", task.prompt());
        if (task.needs() == null) {
            body.put("pool", task.pool().value());
        } else {
            body.put("needs", task.needs());
        }
        putOptions(body, task.options());
        Requester requester = task.requester();
        if (requester != null) {
            body.putObject("requester").put("id", requester.id()).put("name", requester.name());
        }
        for (FileRef file : task.files()) {
            body.withArray("files")
                    .addObject()
                    .put("name", file.name())
                    .put("size", file.size())
                    .put("sha256", file.sha256())
                    .put("partition", file.partition())
                    .put("offset", file.offset())
                    .put("chunks", file.chunks());
        }
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
