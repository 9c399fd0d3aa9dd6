package dev.crayfleet.discord;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.requests.RestAction;

/**
 * Sends JDA's requests with a timeout; by itself JDA may wait long for rate limits.
 *
 * @param timeout for one request, its rate limits included
 */
public record TimedRequests(Duration timeout) {
    /**
     * Sends a request and waits for its answer.
     *
     * @throws TimeoutException after the timeout; the request is not sent any more then
     */
    public <T> T within(RestAction<T> action)
            throws InterruptedException, ExecutionException, TimeoutException {
        // The first timeout keeps JDA from sending it later; the second ends our wait.
        CompletableFuture<T> answer =
                action.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).submit();
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }
}
