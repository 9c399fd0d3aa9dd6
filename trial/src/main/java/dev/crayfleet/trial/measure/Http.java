package dev.crayfleet.trial.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What the benchmark asks processes over HTTP. */
public final class Http implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @throws IllegalStateException if it does not answer, or not with 200
     */
    public String get(URI place) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(place).timeout(PATIENCE).build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "%s answers %d: %s".formatted(place, answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(place + " does not answer", e);
        }
    }

    /**
     * The sum of a meter over all its tags; 0 where there is none.
     *
     * @param tag only what has this one, {@code status="failed"}; empty for all
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
