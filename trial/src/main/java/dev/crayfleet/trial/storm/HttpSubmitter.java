package dev.crayfleet.trial.storm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Submits tasks over HTTP, and repeats each request until ingest accepts or refuses it. */
final class HttpSubmitter implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ACCEPT_TIMEOUT = Duration.ofMinutes(4);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final int ACCEPTED = 202;

    private final HttpClient http;
    private final URI tasks;
    private final Recoveries recoveries;
    private final CountDownLatch closed = new CountDownLatch(1);

    HttpSubmitter(HttpClient http, URI ingest, Recoveries recoveries) {
        this.http = http;
        this.tasks = ingest.resolve("/tasks");
        this.recoveries = recoveries;
    }

    /**
     * Returns when it is accepted.
     *
     * @param onRetry called before each repetition
     * @throws IllegalStateException if ingest refuses it, or does not accept it for four minutes
     */
    void submit(String json, Runnable onRetry) throws InterruptedException {
        long deadline = System.nanoTime() + ACCEPT_TIMEOUT.toNanos();
        HttpRequest request =
                HttpRequest.newBuilder(tasks)
                        .timeout(REQUEST_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        while (System.nanoTime() < deadline) {
            Instant sent = Instant.now();
            int status = send(request);
            if (status == ACCEPTED) {
                recoveries.submissionAccepted(sent, Instant.now());
                return;
            }
            if (status / 100 == 4) {
                throw new IllegalStateException("ingest answered " + status);
            }
            onRetry.run();
            if (closed.await(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the storm is over");
            }
        }
        throw new IllegalStateException("ingest did not accept it for " + ACCEPT_TIMEOUT);
    }

    /** The status, 0 if there was no answer. */
    private int send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    /** Ends the repetitions that still run. */
    @Override
    public void close() {
        closed.countDown();
    }
}
