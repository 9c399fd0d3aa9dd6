package dev.crayfleet.ingest.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a dispatcher how busy agents are, in the name of who submits a task, and remembers it for
 * some seconds. One that does not answer keeps no task from coming in. For many threads.
 */
@Singleton
@RequiresIngest
final class DispatcherLoads implements AgentLoads {
    private static final Logger LOG = LoggerFactory.getLogger(DispatcherLoads.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Answers, and that there was none, are good for so long. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    private static final int MAX_CALLERS = 100;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String url;

    /** By what callers have shown, because not all see the same agents. Guarded by itself. */
    private final Map<String, Answer> answers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                    return size() > MAX_CALLERS;
                }
            };

    private record Answer(Map<String, AgentLoad> loads, long atNanos) {
        boolean isGood() {
            return System.nanoTime() - atNanos < GOOD_FOR.toNanos();
        }
    }

    DispatcherLoads(IngestConfig config) {
        this.url = config.dispatcherUrl().strip().replaceFirst("/$", "");
    }

    @Override
    public Map<String, AgentLoad> now() {
        if (url.isEmpty()) {
            return Map.of();
        }
        String caller = Callers.authorization().orElse("");
        synchronized (answers) {
            Answer known = answers.get(caller);
            if (known != null && known.isGood()) {
                return known.loads();
            }
        }
        Map<String, AgentLoad> loads = ask(caller);
        synchronized (answers) {
            answers.put(caller, new Answer(loads, System.nanoTime()));
        }
        return loads;
    }

    private Map<String, AgentLoad> ask(String caller) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + "/agents")).timeout(TIMEOUT);
            if (!caller.isEmpty()) {
                request.header(HttpHeaders.AUTHORIZATION, caller);
            }
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return answer.statusCode() == HttpStatus.OK.getCode() ? loads(answer.body()) : Map.of();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("the dispatcher at {} cannot be asked how busy agents are", url, e);
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private Map<String, AgentLoad> loads(String body) throws JsonProcessingException {
        Map<String, AgentLoad> loads = new HashMap<>();
        for (JsonNode agent : json.readTree(body).path("agents")) {
            JsonNode work = agent.path("work");
            loads.put(
                    agent.path("agent").asText(),
                    new AgentLoad(
                            work.path("slots").asInt(),
                            work.path("queued").asInt(),
                            work.path("running").asInt()));
        }
        return Map.copyOf(loads);
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
