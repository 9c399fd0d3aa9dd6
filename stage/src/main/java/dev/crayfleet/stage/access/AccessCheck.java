package dev.crayfleet.stage.access;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.kafka.fleet.TokenRecord;
import dev.crayfleet.kafka.fleet.TokenTable.Found;
import dev.crayfleet.stage.access.CallerCheck.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is answered: neither pages of other sites, nor, once there are tokens, anybody
 * without one, nor whoever asks too often.
 */
final class AccessCheck {
    private static final int MAX_CALLERS = 10_000;
    private static final double SECONDS_PER_MINUTE = 60;
    private static final int BURST_SECONDS = 2;
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) {1,9}(\\S{1,200}) {0,9}");

    private static final String NO_TOKEN =
            "Only who has a token is answered here: send it as \"Authorization: Bearer TOKEN\". The crayfleet command takes it from CRAYFLEET_TOKEN, or from the file that CRAYFLEET_TOKEN_FILE names; curl takes such a file by -H @FILE. crayfleet token create NAME makes a token; that of ./crayfleet local is in .crayfleet/header.";

    private final KnownTokens tokens;
    private final CallerCheck callers;
    private final TokenBuckets requests;
    private final TokenBuckets failures;

    AccessCheck(AccessSettings settings, KnownTokens tokens, CallerCheck callers) {
        this.tokens = tokens;
        this.callers = callers;
        this.requests =
                new TokenBuckets(
                        (double) BURST_SECONDS * settings.requestsPerSecond(),
                        settings.requestsPerSecond(),
                        MAX_CALLERS);
        this.failures =
                new TokenBuckets(
                        settings.failuresPerMinute(),
                        settings.failuresPerMinute() / SECONDS_PER_MINUTE,
                        MAX_CALLERS);
    }

    /**
     * A request.
     *
     * @param address of the other end
     * @param authorization header as it came; null for none
     * @param isProbe whether it asks only if the service is well
     */
    record Request(
            Source source, String address, @Nullable String authorization, boolean isProbe) {}

    /** When it is, by both clocks. */
    record Now(Instant time, long nanos) {}

    Verdict decide(Request request, Now now) {
        Optional<String> page = callers.pageObjection(request.source());
        if (page.isPresent()) {
            return new Verdict.Foreign(page.get());
        }
        Found found = find(request.authorization(), now.time());
        if (found instanceof Found.Valid(var token)) {
            return limited(caller(token), "", now);
        }
        // Who has a token was not led here by a name that somebody else has made.
        Optional<String> host = callers.hostObjection(request.source());
        if (host.isPresent()) {
            return new Verdict.Foreign(host.get());
        }
        // While Kafka is away, whoever can mend it has to see that it is; on loopback only.
        if ((tokens.isComplete() || request.isProbe()) && !tokens.areDemanded()) {
            return limited(new Principal.Local(), request.address(), now);
        }
        if (request.isProbe()) {
            return tooMany(requests.take("probe " + request.address(), now.nanos()))
                    .orElseGet(Verdict.Probe::new);
        }
        return tokens.isComplete()
                ? unauthorized(request, found, now)
                : new Verdict.NotYet(
                        "Kafka has not said yet who may call here. Is it running? Try again.");
    }

    /** Who has the token of the service itself has set it up. */
    private static Principal caller(TokenRecord token) {
        return token.name().equals(KnownTokens.FILE_TOKEN)
                ? new Principal.Local()
                : new Principal.Token(token.name(), Set.copyOf(token.roles()));
    }

    private Found find(@Nullable String authorization, Instant now) {
        Matcher matcher = BEARER.matcher(authorization == null ? "" : authorization);
        return matcher.matches() ? tokens.find(matcher.group(1), now) : new Found.Unknown();
    }

    private Verdict limited(Principal caller, String address, Now now) {
        return tooMany(requests.take(caller.id() + " " + address, now.nanos()))
                .orElseGet(() -> new Verdict.Answered(caller));
    }

    private static Optional<Verdict> tooMany(Duration wait) {
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(
                        new Verdict.TooMany(
                                "That were too many requests. Wait, and ask less often (crayfleet.http.requests-per-second).",
                                wait));
    }

    private Verdict unauthorized(Request request, Found found, Now now) {
        Duration wait = failures.take(request.address(), now.nanos());
        if (!wait.isZero()) {
            return new Verdict.TooMany(
                    "Too many requests from your address had no valid token. Wait before you send another without.",
                    wait);
        }
        return new Verdict.Unauthorized(
                sentence(request.authorization() != null, found, now.time()),
                request.authorization() != null);
    }

    private static String sentence(boolean shown, Found found, Instant now) {
        return switch (found) {
            case Found.Expired(String name, Instant at) ->
                    "The token %s expired %s. crayfleet token create %s makes another."
                            .formatted(name, ReadableTimes.ago(at, now), name);
            case Found.Revoked(String name) ->
                    "The token %s was revoked. crayfleet token create makes another."
                            .formatted(name);
            case Found.Unknown unknown when shown ->
                    "This token is not known here: it was mistyped or revoked, or it is another fleet's. crayfleet token list shows which there are, crayfleet token create makes another.";
            case Found.Unknown unknown -> NO_TOKEN;
            case Found.Valid valid -> throw new IllegalStateException("a valid token is answered");
        };
    }
}
