package dev.crayfleet.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.access.Callers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a dispatcher whether an id that a submitter brings belongs to another task already. The
 * dispatcher finds it out again when it reads the task; but then nobody waits for an answer any
 * more. So a dispatcher that does not answer keeps no task from coming in. It is asked in the name
 * of the submitter, who sees no more than they may.
 */
@Singleton
@RequiresIngest
final class TaskIdCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TaskIdCheck.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** One that does not answer is not asked for so long. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final String dispatcherUrl;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final AtomicLong pausedUntilNanos = new AtomicLong(System.nanoTime());

    TaskIdCheck(IngestConfig config) {
        String url = config.dispatcherUrl().strip();
        this.dispatcherUrl = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * @return whether the dispatcher has this task already; false also if it does not answer
     * @throws RefusedException if the id belongs to a task that asks something else
     */
    boolean check(TaskSubmitted task) throws InterruptedException {
        if (dispatcherUrl.isEmpty() || System.nanoTime() - pausedUntilNanos.get() < 0) {
            return false;
        }
        String known;
        try {
            known = fingerprint(task);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("the dispatcher at {} cannot be asked about ids", dispatcherUrl, e);
            pausedUntilNanos.set(System.nanoTime() + PAUSE.toNanos());
            return false;
        }
        if (!known.isEmpty() && !known.equals(TaskFingerprint.of(task))) {
            throw new RefusedException(
                    HttpStatus.CONFLICT,
                    "Task id \"%s\" belongs to another task, which asks something else. The same id is the same task, and is done once: post this one with an id of its own."
                            .formatted(task.id()));
        }
        return !known.isEmpty();
    }

    /** Of the task that has the id; empty if there is none, or it is not known. */
    private String fingerprint(TaskSubmitted task) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(dispatcherUrl + "/tasks/" + task.id() + "?result=false"))
                        .timeout(TIMEOUT);
        Callers.authorization()
                .ifPresent(token -> request.header(HttpHeaders.AUTHORIZATION, token));
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        try {
            return answer.statusCode() == HttpStatus.OK.getCode()
                    ? json.readTree(answer.body()).path("fingerprint").asText()
                    : "";
        } catch (JsonProcessingException noDispatcher) {
            return "";
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
