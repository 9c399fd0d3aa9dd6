package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.TaskRequests;
import dev.crayfleet.dispatcher.ledger.HoldsView.StopView;
import dev.crayfleet.fleet.gate.Action;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * {@code POST /stop} and {@code /resume}: 202 when Kafka has stored the order for every lane.
 * {@code GET /stop} says how far it is.
 */
@Controller
@RequiresDispatcher
class StopController {
    private final HoldsSearch search;
    private final TaskRequests requests;
    private final ScatterGather scatterGather;
    private final DispatcherClock clock;
    private final CallerGate gate;

    StopController(
            HoldsSearch search,
            TaskRequests requests,
            ScatterGather scatterGather,
            DispatcherClock clock,
            CallerGate gate) {
        this.search = search;
        this.requests = requests;
        this.scatterGather = scatterGather;
        this.clock = clock;
        this.gate = gate;
    }

    /**
     * @param id of the order
     * @param requested {@code stop} or {@code resume}
     * @param lanes that are told, how many
     * @param link where it is shown how far it is
     */
    record AcceptedOrder(String id, String requested, int lanes, String link) {}

    @Get("/stop")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> show(@QueryValue Optional<Boolean> here) {
        return RequestFailures.translated(() -> {
            HoldsSearch.Found found = search.find(here.orElse(false));
            return scatterGather.withCoverage(scatterGather.json(found.holds()), found.coverage());
        });
    }

    /** Nobody is asked before the order is written, because each second counts. */
    @Post("/stop")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> stop(HttpRequest<byte[]> request) {
        return RequestFailures.translated(() -> {
            gate.require(new Action.Stop());
            OrderBody body = OrderBody.of(request);
            Order order = body.toOrder(gate.requester(body.requester()), clock.instant());
            return write("stop", order, lane -> new StopRequested(lane, order));
        });
    }

    @Post("/resume")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> resume(HttpRequest<byte[]> request) {
        return RequestFailures.translated(() -> {
            OrderBody body = OrderBody.of(request);
            gate.require(new Action.Resume());
            Order order =
                    body.toOrder(
                            gate.requester(body.requester()),
                            afterStops(search.find(false).holds()));
            return write("resume", order, lane -> new ResumeRequested(lane, order));
        });
    }

    /** Whoever stopped the fleet may have a clock that is ahead of ours. */
    private Instant afterStops(FleetHolds holds) {
        Instant now = clock.instant();
        return holds.stops().stream()
                .map(StopView::requestedAt)
                .max(Comparator.naturalOrder())
                .map(last -> last.plus(Duration.ofMillis(1)))
                .filter(next -> next.isAfter(now))
                .orElse(now);
    }

    private HttpResponse<?> write(String what, Order order, IntFunction<TaskMessage> message)
            throws Exception {
        List<TaskMessage> messages =
                IntStream.range(0, scatterGather.laneCount()).mapToObj(message).toList();
        requests.writeAll(messages);
        return scatterGather
                .json(new AcceptedOrder(order.id(), what, messages.size(), "/stop"))
                .status(HttpStatus.ACCEPTED);
    }
}
