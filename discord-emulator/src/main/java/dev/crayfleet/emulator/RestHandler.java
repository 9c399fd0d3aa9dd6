package dev.crayfleet.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles REST requests: finds the route and the caller, counts the request against the rate
 * limits, applies faults, and runs the route. Routes know nothing of limits, and of faults only
 * where the body names what is missing.
 */
final class RestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RestHandler.class);
    private static final String ANONYMOUS = "-";

    private final EmulatorState state;
    private final Router router;
    private final FaultPlan faults;
    private final RateLimiter limiter;

    RestHandler(EmulatorState state, List<Route> routes, FaultPlan faults, RateLimiter limiter) {
        this.state = state;
        this.router = new Router(routes);
        this.faults = faults;
        this.limiter = limiter;
    }

    /**
     * @param path what comes after {@code /api/v10}, still encoded
     */
    void handle(String path, Request request, Response response, Callback callback) {
        Router.Match match;
        RequestBody body;
        try {
            match = router.match(request.getMethod(), path);
            body = BodyReader.read(request);
        } catch (ApiError e) {
            // Clients expect the headers also where no route counts the request.
            RateLimitHeaders.put(response.getHeaders(), limiter.acquire(ANONYMOUS, "nowhere", ""));
            RestOutcome.Answered.of(e).send(request, response, callback);
            return;
        } catch (IOException e) {
            callback.failed(e);
            return;
        }
        RoutedRequest routed = routed(match, body, request);
        Runnable answer =
                () ->
                        outcome(match.route(), routed, response.getHeaders())
                                .send(request, response, callback);
        Duration delay =
                isFaultExempt(routed) ? Duration.ZERO : faults.takeDelay(match.route().name());
        if (delay.isZero()) {
            answer.run();
        } else {
            request.getComponents()
                    .getScheduler()
                    .schedule(
                            () -> request.getComponents().getExecutor().execute(answer),
                            delay.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private RoutedRequest routed(Router.Match match, RequestBody body, Request request) {
        Map<String, String> query = new HashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.put(field.getName(), field.getValue());
        }
        return new RoutedRequest(
                match.parameters(), query, body, caller(request), !faults.isContentIntentRefused());
    }

    private @Nullable Account caller(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null) {
            return null;
        }
        return state.locked(() -> state.accountByAuthorization(authorization)).orElse(null);
    }

    /** People at the page meet no faults. */
    private static boolean isFaultExempt(RoutedRequest request) {
        Account caller = request.caller();
        return caller != null && !caller.bot();
    }

    private RestOutcome outcome(Route route, RoutedRequest request, HttpFields.Mutable headers) {
        Account caller = request.caller();
        RateLimiter.Quota quota =
                limiter.acquire(
                        caller == null ? ANONYMOUS : Long.toString(caller.id()),
                        route.name(),
                        majorParameter(request));
        RateLimitHeaders.put(headers, quota);
        try {
            if (caller == null && route.requiresLogin()) {
                throw ApiError.unauthorized();
            }
            if (!quota.allowed()) {
                return tooManyRequests(headers, quota.resetAfter(), quota.global());
            }
            if (isFaultExempt(request)) {
                return new RestOutcome.Answered(run(route, request));
            }
            Optional<InjectedFault.BeforeRequest> fault =
                    faults.take(route.name(), InjectedFault.BeforeRequest.class);
            return fault.isPresent() ? failed(fault.get(), headers) : runWithFaults(route, request);
        } catch (ApiError e) {
            return RestOutcome.Answered.of(e);
        } catch (UncheckedIOException e) {
            LOG.error("{} failed", route.name(), e);
            return RestOutcome.Answered.of(ApiError.server(500));
        }
    }

    private ApiResponse run(Route route, RoutedRequest request) {
        return state.locked(() -> route.handler().handle(request));
    }

    private RestOutcome failed(InjectedFault.BeforeRequest fault, HttpFields.Mutable headers) {
        return switch (fault) {
            case InjectedFault.RateLimited(Duration retryAfter) ->
                    tooManyRequests(headers, retryAfter, false);
            case InjectedFault.ErrorResponse(int status, int code, String message) ->
                    RestOutcome.Answered.of(ApiError.of(status, code, message));
            case InjectedFault.BlockedByProxy _ -> new RestOutcome.BlockedByProxy();
        };
    }

    private RestOutcome runWithFaults(Route route, RoutedRequest request) {
        if (faults.isChannelHidden(request.parameters().get("channel_id"))
                || faults.isUninvited() && !majorParameter(request).isEmpty()) {
            throw ApiError.missingAccess();
        }
        if (faults.isMessageUnknown(request.parameters().get("message_id"))) {
            throw ApiError.unknownMessage();
        }
        ApiResponse answer = run(route, request);
        if (route.method().equals("GET")) {
            return new RestOutcome.Answered(answer);
        }
        return faults.take(route.name(), InjectedFault.AfterWrite.class)
                .map(RestHandler::failedAfterWrite)
                .orElseGet(() -> new RestOutcome.Answered(answer));
    }

    private static RestOutcome failedAfterWrite(InjectedFault.AfterWrite fault) {
        return switch (fault) {
            case InjectedFault.ResponseLost _ -> new RestOutcome.ConnectionLost();
            case InjectedFault.ErrorAfterWrite(int status) ->
                    RestOutcome.Answered.of(ApiError.server(status));
        };
    }

    private RestOutcome tooManyRequests(
            HttpFields.Mutable headers, Duration retryAfter, boolean global) {
        return new RestOutcome.Answered(
                RateLimitHeaders.tooManyRequests(headers, state.now(), retryAfter, global));
    }

    /** What Discord has separate limits for, beside the route. */
    private static String majorParameter(RoutedRequest request) {
        return Stream.of("channel_id", "guild_id", "webhook_id")
                .map(name -> request.parameters().getOrDefault(name, ""))
                .collect(Collectors.joining());
    }
}
