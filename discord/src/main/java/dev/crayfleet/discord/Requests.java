package dev.crayfleet.discord;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.requests.RestAction;

/**
 * JDA's requests, which may wait long for rate limits by themselves, with an end.
 *
 * @param patience for one request, its rate limits included
 */
public record Requests(Duration patience) {
    /**
     * Sends it and waits for its answer.
     *
     * @throws TimeoutException if the patience is over; it is not sent any more then
     */
    public <T> T within(RestAction<T> action)
            throws InterruptedException, ExecutionException, TimeoutException {
        // The first bound keeps it from being sent after we have given up; the second lets us go.
        CompletableFuture<T> answer =
                action.timeout(patience.toMillis(), TimeUnit.MILLISECONDS).submit();
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }
}
