package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.RequestFailedException;
import dev.crayfleet.stage.UnavailableException;
import dev.crayfleet.stage.access.Callers;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /hooks/agent}, as an OpenClaw Gateway answers it: the message becomes a task of the
 * agent, with high priority. The run's id is the task's.
 */
@Controller("/hooks")
@RequiresIngest
final class HooksController {
    private static final byte[] NO_CONTENT = {};
    private static final List<String> KEY_HEADERS =
            List.of("Idempotency-Key", "x-openclaw-idempotency-key");

    private final HookReader reader = new HookReader();
    private final HookSubmissions submissions;
    private final CurrentFleet fleet;

    HooksController(HookSubmissions submissions, CurrentFleet fleet) {
        this.submissions = submissions;
        this.fleet = fleet;
    }

    @Post("/agent")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    CompletionStage<HttpResponse<HookAnswer>> agent(HttpRequest<byte[]> request) {
        byte[] body = request.getBody().orElse(NO_CONTENT);
        if (body.length > HookReader.MAX_BYTES) {
            return now(
                    HookAnswer.refused(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "payload too large"));
        }
        return switch (reader.read(body, keys(request.getHeaders()))) {
            case HookReader.Reading.Refused(String error) ->
                    now(HookAnswer.refused(HttpStatus.BAD_REQUEST, error));
            case HookReader.Reading.Understood(HookRequest hook) -> take(hook, request);
        };
    }

    private CompletionStage<HttpResponse<HookAnswer>> take(
            HookRequest hook, HttpRequest<?> request) {
        var named = new HookAgents(fleet.fleet().agents().keySet());
        return switch (named.find(hook.agentId())) {
            case HookAgents.Found.Nobody(String error) ->
                    now(HookAnswer.refused(HttpStatus.BAD_REQUEST, error));
            case HookAgents.Found.Agent(var pool) ->
                    take(
                            new HookRun(
                                    hook, pool, CurrentFleet.requester(Callers.of(request), "")),
                            TraceParent.parse(request.getHeaders().getAll(TraceParent.HEADER)));
        };
    }

    private CompletionStage<HttpResponse<HookAnswer>> take(
            HookRun run, @Nullable TraceParent traceparent) {
        try {
            HookSubmissions.Taken taken = submissions.submit(run, traceparent);
            return taken.end()
                    .thenApply(end ->
                            HookAnswer.taken(
                                    taken.id().value(),
                                    HookAnswer.completion(end, run.request().deliver())));
        } catch (RefusedException e) {
            return now(HookAnswer.refused(e.status(), String.valueOf(e.getMessage())));
        } catch (UnavailableException e) {
            return now(
                    HookAnswer.refused(
                                    HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()))
                            .header(
                                    HttpHeaders.RETRY_AFTER,
                                    Long.toString(e.retryAfter().toSeconds())));
        } catch (RequestFailedException e) {
            return now(HookAnswer.refused(HttpStatus.BAD_GATEWAY, String.valueOf(e.getMessage())));
        }
    }

    private static List<String> keys(HttpHeaders headers) {
        return KEY_HEADERS.stream().flatMap(name -> Stream.ofNullable(headers.get(name))).toList();
    }

    private static CompletionStage<HttpResponse<HookAnswer>> now(HttpResponse<HookAnswer> answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
