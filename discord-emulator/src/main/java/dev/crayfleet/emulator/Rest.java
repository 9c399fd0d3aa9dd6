package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST half: who asks, is it allowed now, what is asked, and the answer with its headers.
 * Faults come in here, so that no route knows of them.
 */
final class Rest {
    private static final Logger LOG = LoggerFactory.getLogger(Rest.class);

    private static final byte[] BLOCKED_PAGE =
            "<!doctype html><title>Attention Required!</title><h1>You have been blocked</h1>"
                    .getBytes(StandardCharsets.UTF_8);

    private final EmulatorState world;
    private final List<Route> routes;
    private final Faults faults;
    private final RateLimiter limiter;

    Rest(EmulatorState world, List<Route> routes, Faults faults, RateLimiter limiter) {
        this.world = world;
        this.routes = List.copyOf(routes);
        this.faults = faults;
        this.limiter = limiter;
    }

    /** An answer on its way out: a status, a body or none, and whether the connection breaks. */
    private record Reply(int status, @Nullable JsonNode body, boolean lost) {
        static final Reply BLOCKED = new Reply(403, null, false);

        static Reply of(ApiError error) {
            return new Reply(error.status(), error.body(), false);
        }
    }

    private record Match(Route route, Map<String, String> values) {}

    /**
     * @param path what comes after {@code /api/v10}, still encoded
     */
    void handle(String path, Request request, Response response, Callback callback) {
        Match match;
        BodyReader.Body body;
        @Nullable Account caller;
        try {
            match = match(request.getMethod(), path);
            body = BodyReader.read(request);
            caller = caller(request);
        } catch (ApiError e) {
            unlimited(response.getHeaders());
            send(Reply.of(e), request, response, callback);
            return;
        } catch (IOException e) {
            callback.failed(e);
            return;
        }
        boolean spared = caller != null && !caller.bot();
        Duration delay = spared ? Duration.ZERO : faults.delay(match.route.name());
        Runnable work =
                () ->
                        send(
                                reply(match, body, caller, spared, request, response.getHeaders()),
                                request,
                                response,
                                callback);
        if (delay.isZero()) {
            work.run();
        } else {
            request.getComponents()
                    .getScheduler()
                    .schedule(
                            () -> request.getComponents().getExecutor().execute(work),
                            delay.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private Match match(String method, String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.substring(1).split("/", -1)) {
            parts.add(URIUtil.decodePath(part));
        }
        boolean known = false;
        for (Route route : routes) {
            Optional<Map<String, String>> values = route.match(parts);
            if (values.isPresent() && route.method().equals(method)) {
                return new Match(route, values.get());
            }
            known |= values.isPresent();
        }
        throw known ? ApiError.wrongMethod() : ApiError.notFound();
    }

    private @Nullable Account caller(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null) {
            return null;
        }
        return world.locked(() -> world.login(authorization)).orElse(null);
    }

    private Reply reply(
            Match match,
            BodyReader.Body body,
            @Nullable Account caller,
            boolean spared,
            Request request,
            HttpFields.Mutable headers) {
        Route route = match.route;
        RateLimiter.Ticket ticket =
                limiter.take(
                        caller == null ? "-" : Long.toString(caller.id()),
                        route.name(),
                        major(match.values));
        limited(headers, ticket);
        try {
            if (caller == null && !route.open()) {
                throw ApiError.unauthorized();
            }
            if (!ticket.allowed()) {
                return tooMany(headers, ticket.resetAfter(), ticket.global());
            }
            if (!spared) {
                Optional<Faults.Fault> fault = faults.before(route.name());
                if (fault.isPresent()) {
                    return failed(fault.get(), headers);
                }
                checkHidden(match.values);
            }
            RoutedRequest call = call(match, body, caller, request);
            Route.Answer answer = world.locked(() -> route.action().run(call));
            return spared || route.method().equals("GET")
                    ? new Reply(answer.status(), answer.body(), false)
                    : written(route, answer);
        } catch (ApiError e) {
            return Reply.of(e);
        } catch (UncheckedIOException e) {
            LOG.error("{} failed", route.name(), e);
            return Reply.of(ApiError.server(500));
        }
    }

    private void checkHidden(Map<String, String> values) {
        if (faults.isHidden(values.get("channel_id"))) {
            throw ApiError.missingAccess();
        }
        if (faults.isUnknown(values.get("message_id"))) {
            throw ApiError.unknownMessage();
        }
    }

    private RoutedRequest call(
            Match match, BodyReader.Body body, @Nullable Account caller, Request request) {
        Map<String, String> query = new HashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request)) {
            query.put(field.getName(), field.getValue());
        }
        return new RoutedRequest(
                match.route.method(),
                match.route.template(),
                match.values,
                query,
                body.json(),
                body.uploads(),
                caller,
                !faults.isContentIntentRefused());
    }

    private Reply failed(Faults.Fault fault, HttpFields.Mutable headers) {
        return switch (fault) {
            case Faults.Fault.RateLimited(Duration retryAfter) ->
                    tooMany(headers, retryAfter, false);
            case Faults.Fault.Refused(int status, int code, String message) ->
                    Reply.of(ApiError.of(status, code, message));
            case Faults.Fault.Blocked blocked -> Reply.BLOCKED;
            case Faults.Fault.Slow slow -> throw new IllegalStateException(slow + " fails nothing");
            case Faults.Fault.ResponseLost lost ->
                    throw new IllegalStateException(lost + " comes later");
            case Faults.Fault.ErrorAfterWrite error ->
                    throw new IllegalStateException(error + " comes later");
        };
    }

    private Reply written(Route route, Route.Answer answer) {
        Optional<Faults.Fault> fault = faults.after(route.name());
        if (fault.isPresent() && fault.get() instanceof Faults.Fault.ErrorAfterWrite(int status)) {
            return Reply.of(ApiError.server(status));
        }
        return new Reply(answer.status(), answer.body(), fault.isPresent());
    }

    private Reply tooMany(HttpFields.Mutable headers, Duration retryAfter, boolean global) {
        double seconds = retryAfter.toMillis() / 1000.0;
        headers.put("Retry-After", Long.toString((long) Math.ceil(seconds)));
        headers.put("X-RateLimit-Remaining", "0");
        headers.put("X-RateLimit-Reset-After", decimal(seconds));
        headers.put("X-RateLimit-Reset", decimal(world.now().toEpochMilli() / 1000.0 + seconds));
        headers.put("X-RateLimit-Scope", global ? "global" : "user");
        if (global) {
            headers.put("X-RateLimit-Global", "true");
        }
        ObjectNode body = JsonTrees.object();
        body.put("message", "You are being rate limited.")
                .put("retry_after", seconds)
                .put("global", global);
        return new Reply(429, body, false);
    }

    private static void limited(HttpFields.Mutable headers, RateLimiter.Ticket ticket) {
        headers.put("X-RateLimit-Limit", Integer.toString(ticket.limit()));
        headers.put("X-RateLimit-Remaining", Integer.toString(ticket.remaining()));
        headers.put("X-RateLimit-Reset", decimal(ticket.resetAtMillis() / 1000.0));
        headers.put("X-RateLimit-Reset-After", decimal(ticket.resetAfter().toMillis() / 1000.0));
        headers.put("X-RateLimit-Bucket", ticket.bucket());
    }

    /** Also what cannot be counted has the headers. */
    private void unlimited(HttpFields.Mutable headers) {
        limited(headers, limiter.take("-", "nowhere", ""));
    }

    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static String major(Map<String, String> values) {
        return Arrays.asList("channel_id", "guild_id", "webhook_id").stream()
                .map(name -> values.getOrDefault(name, ""))
                .reduce("", String::concat);
    }

    private static void send(Reply reply, Request request, Response response, Callback callback) {
        if (reply.lost) {
            // The reader sees the connection end where an answer should be.
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.succeeded();
            return;
        }
        response.setStatus(reply.status);
        if (reply.equals(Reply.BLOCKED)) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=UTF-8");
            response.write(true, ByteBuffer.wrap(BLOCKED_PAGE), callback);
            return;
        }
        // JDA takes an answer without it for one that never reached Discord.
        response.getHeaders().put(HttpHeader.VIA, "1.1 emulator");
        JsonNode body = reply.body;
        if (body == null) {
            callback.succeeded();
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = JsonTrees.write(body).getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
