package dev.crayfleet.trial.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends HTTP requests to the processes of a benchmark. */
public final class ProcessHttp implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @throws IllegalStateException if there is no answer, or its status is not 200
     */
    public String get(URI url) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(url).timeout(REQUEST_TIMEOUT).build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "%s answers %d: %s".formatted(url, answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(url + " does not answer", e);
        }
    }

    /**
     * The sum of a meter over all its tags; 0 if it is not there.
     *
     * @param tag restricts the sum to lines with this tag, {@code status="failed"}; empty for all
     */
    public static double meter(String prometheus, String name, String tag) {
        return prometheus
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
