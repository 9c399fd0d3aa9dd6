package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.LogReplays;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.replay.ReplayPlan;
import dev.crayfleet.kafka.replay.ReplayReport;
import dev.crayfleet.kafka.replay.ReplaySender;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/**
 * {@code POST /replays}: many tasks are replayed from the topics, also those that no lane
 * remembers. 202 when Kafka has the new tasks, 200 for a dry run.
 */
@Controller("/replays")
@RequiresDispatcher
class ReplaysController {
    /** In an answer. */
    private static final int MAX_LISTED = 1_000;

    private final Codec codec = new Codec();
    private final LogReplays replays;
    private final DispatcherClock clock;
    private final CallerGate gate;

    ReplaysController(LogReplays replays, DispatcherClock clock, CallerGate gate) {
        this.replays = replays;
        this.clock = clock;
        this.gate = gate;
    }

    @Post
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> replay(HttpRequest<byte[]> request) {
        return RequestFailures.translated(() -> {
            ReplaysBody body =
                    codec.decodeRequest(request.getBody().orElse(new byte[0]), ReplaysBody.class);
            gate.requireForAny(pool ->
                    new Action.Replay(
                            CallerGate.of(pool.value(), null),
                            new Action.Request(
                                    pool, body.options(), TaskOptions.NONE, null, 0, 0)));
            ReplayPlan plan = replay(body);
            ReplayReport report = ReplayReport.of(plan, body.isDryRun(), MAX_LISTED);
            return HttpResponse.status(body.isDryRun() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                    .body(codec.encodeRecord(report))
                    .contentType(MediaType.APPLICATION_JSON);
        });
    }

    private ReplayPlan replay(ReplaysBody body) throws InterruptedException {
        try {
            return replays.replay(
                            body.toFilter(clock.instant()),
                            body.isAgain(),
                            body.limitOr(replays.maxReplays()),
                            body.isDryRun(),
                            each -> gate.mayReplay(each.pool(), each.requester()),
                            new ReplaySender.Changes(body.options(), gate.requester(body.by())))
                    .orElseThrow(() ->
                            RequestFailures.unavailable(
                                    "Another replay is going on here; ask again when it is done."));
        } catch (KafkaRequestException e) {
            String sentence = String.valueOf(e.getMessage());
            throw RequestFailures.unavailable(sentence.endsWith("?") ? sentence : sentence + ".");
        }
    }
}
