package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.dispatcher.kafka.DispatcherInstance;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.access.Callers;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other dispatchers over HTTP, in the name of whoever has asked this one. */
final class PeerClient implements AutoCloseable {
    /**
     * The instance that answers. Another instance may be reached at the address of the one that was
     * meant.
     */
    static final String INSTANCE_HEADER = "Crayfleet-Instance";

    /** The lanes that an answer covers, also if it says that nothing was found in them. */
    static final String LANES_HEADER = "Crayfleet-Lanes";

    /** In a question of one dispatcher to another: answer for your own lanes only. */
    private static final String LOCAL_ONLY = "here=true";

    private static final Logger LOG = LoggerFactory.getLogger(PeerClient.class);

    private final Codec codec = new Codec();
    private final Duration timeout;
    private final HttpClient http;

    PeerClient(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** A question that is under way. */
    record PendingAnswer(
            DispatcherInstance peer, CompletableFuture<HttpResponse<byte[]>> response) {}

    /**
     * What a peer answers.
     *
     * @param body empty if its lanes do not have it
     */
    record PeerAnswer<T>(SortedSet<Integer> lanes, Optional<T> body) {}

    /**
     * @param path of the question, with its query if it has one
     */
    PendingAnswer ask(DispatcherInstance peer, String path) {
        return new PendingAnswer(
                peer, send(peer, path + (path.contains("?") ? "&" : "?") + LOCAL_ONLY));
    }

    private CompletableFuture<HttpResponse<byte[]>> send(DispatcherInstance peer, String path) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://" + peer.address() + path))
                            .timeout(timeout);
            Callers.authorization()
                    .ifPresent(token -> request.header(HttpHeaders.AUTHORIZATION, token));
            return http.sendAsync(request.build(), BodyHandlers.ofByteArray());
        } catch (IllegalArgumentException noAddress) {
            return CompletableFuture.failedFuture(noAddress);
        }
    }

    /** Waits for the answer; empty if the peer does not give one. */
    <T extends Record> Optional<PeerAnswer<T>> await(PendingAnswer pending, Class<T> type)
            throws InterruptedException {
        DispatcherInstance peer = pending.peer();
        try {
            HttpResponse<byte[]> response =
                    pending.response().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            refuseIfRefused(response);
            if (!response.headers().firstValue(INSTANCE_HEADER).orElse("").equals(peer.id())) {
                LOG.debug("{} is not where it says: {}", peer, response);
                return Optional.empty();
            }
            SortedSet<Integer> lanes =
                    LaneCoverage.parseLanes(response.headers().firstValue(LANES_HEADER).orElse(""));
            return switch (response.statusCode()) {
                case 200 ->
                        Optional.of(
                                new PeerAnswer<>(
                                        lanes,
                                        Optional.of(codec.decodeRecord(response.body(), type))));
                case 404 -> Optional.of(new PeerAnswer<>(lanes, Optional.empty()));
                default -> Optional.empty();
            };
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            LOG.debug("{} does not answer", peer, e);
            return Optional.empty();
        }
    }

    /** What the caller may not see there, they may not see here. */
    private void refuseIfRefused(HttpResponse<byte[]> response) {
        if (response.statusCode() != HttpStatus.FORBIDDEN.getCode()) {
            return;
        }
        String detail = codec.decodeRecord(response.body(), Problem.class).detail();
        if (detail != null && detail.contains(CallerGate.MAY_NOT)) {
            throw new RefusedException(HttpStatus.FORBIDDEN, detail);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
