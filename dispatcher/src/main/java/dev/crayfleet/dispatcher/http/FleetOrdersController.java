package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.TaskRequests;
import dev.crayfleet.dispatcher.ledger.HoldsView.PauseView;
import dev.crayfleet.dispatcher.ledger.RunnerView;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.stage.Problem;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /pools/<pool>/pause}, {@code /pools/<pool>/resume} and {@code
 * /runners/<runner>/drain}: 202 when Kafka has stored the order.
 */
@Controller
@RequiresDispatcher
class FleetOrdersController {
    private final HoldsSearch search;
    private final FleetController fleet;
    private final TaskRequests requests;
    private final ScatterGather scatterGather;
    private final DispatcherClock clock;
    private final CallerGate gate;

    FleetOrdersController(
            HoldsSearch search,
            FleetController fleet,
            TaskRequests requests,
            ScatterGather scatterGather,
            DispatcherClock clock,
            CallerGate gate) {
        this.search = search;
        this.fleet = fleet;
        this.requests = requests;
        this.scatterGather = scatterGather;
        this.clock = clock;
        this.gate = gate;
    }

    /**
     * @param id of the order
     * @param requested {@code pause}, {@code resume} or {@code drain}
     * @param isKnown whether the pool has a runner or a task, or had lately; absent for a runner
     * @param agents that the runner runs; absent for a pool
     * @param link where it is shown how far it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AcceptedOrder(
            String id,
            String requested,
            @Nullable Boolean isKnown,
            @Nullable Integer agents,
            String link) {}

    @Post("/pools/{pool}/pause")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> pause(HttpRequest<byte[]> request, @PathVariable String pool) {
        return RequestFailures.translated(() -> {
            Pool name = new Pool(pool);
            gate.require(new Action.Pause(name));
            Order order = order(request, clock.instant());
            return write("pause", order, isKnown(name), new PauseRequested(name, order));
        });
    }

    @Post("/pools/{pool}/resume")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> resume(HttpRequest<byte[]> request, @PathVariable String pool) {
        return RequestFailures.translated(() -> {
            Pool name = new Pool(pool);
            gate.require(new Action.Pause(name));
            Order order = order(request, afterPause(name));
            return write("resume", order, isKnown(name), new PoolResumeRequested(name, order));
        });
    }

    @Post("/runners/{runner}/drain")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> drain(HttpRequest<byte[]> request, @PathVariable String runner) {
        return RequestFailures.translated(() -> {
            RunnerId id = new RunnerId(runner);
            gate.require(new Action.Drain());
            Order order = order(request, clock.instant());
            FleetController.RunnerList all = fleet.gatherRunners();
            List<RunnerView> sessions =
                    all.runners().stream()
                            .filter(each -> each.runner().equals(id.value()))
                            .filter(each -> !each.standing().equals("lost"))
                            .toList();
            if (sessions.isEmpty()) {
                return notFound(id, all);
            }
            requests.writeAll(
                    sessions.stream()
                            .map(each ->
                                    new DrainRequested(
                                            new Pool(each.pool()),
                                            new Holder(id, new Incarnation(each.incarnation())),
                                            order))
                            .toList());
            int agents = sessions.stream().mapToInt(RunnerView::busy).sum();
            return accepted(new AcceptedOrder(order.id(), "drain", null, agents, "/runners"));
        });
    }

    private Order order(HttpRequest<byte[]> request, Instant at) {
        OrderBody body = OrderBody.of(request);
        return body.toOrder(gate.requester(body.requester()), at);
    }

    private static HttpResponse<?> notFound(RunnerId id, FleetController.RunnerList all) {
        if (all.missingLanes() != null) {
            throw RequestFailures.unavailable(
                    "Runner %s is not known to the lanes that answer; nobody answers for lanes %s just now."
                            .formatted(id, all.missingLanes()));
        }
        return Problem.answer(
                HttpStatus.NOT_FOUND,
                "There is no runner %s, or it is lost. There are: %s."
                        .formatted(id, names(all.runners())));
    }

    private static String names(List<RunnerView> runners) {
        List<String> names =
                runners.stream()
                        .filter(each -> !each.standing().equals("lost"))
                        .map(RunnerView::runner)
                        .distinct()
                        .limit(20)
                        .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** Whoever paused the pool may have a clock that is ahead of ours. */
    private Instant afterPause(Pool pool) throws InterruptedException {
        Instant now = clock.instant();
        return search.find(false).holds().paused().stream()
                .filter(each -> each.pool().equals(pool.value()))
                .map(PauseView::requestedAt)
                .map(last -> last.plus(Duration.ofMillis(1)))
                .filter(next -> next.isAfter(now))
                .findFirst()
                .orElse(now);
    }

    private boolean isKnown(Pool pool) throws InterruptedException {
        return fleet.gatherPools(false).answers().stream()
                .flatMap(part -> part.pools().stream())
                .anyMatch(each -> each.pool().equals(pool.value()));
    }

    private HttpResponse<?> write(
            String what, Order order, boolean isKnown, TaskMessage.OfPool message)
            throws Exception {
        requests.writeAll(List.of(message));
        return accepted(new AcceptedOrder(order.id(), what, isKnown, null, "/stop"));
    }

    private HttpResponse<?> accepted(AcceptedOrder body) {
        return scatterGather.json(body).status(HttpStatus.ACCEPTED);
    }
}
