package dev.crayfleet.discord;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InsufficientPermissionException;
import net.dv8tion.jda.api.requests.RestAction;
import org.jspecify.annotations.Nullable;

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
    public <T extends @Nullable Object> T within(RestAction<T> action)
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

    /**
     * The same for a command: every failure is one exception, with a reason for people.
     *
     * @param action makes the request, which JDA may refuse for rights that it knows are missing
     * @throws RequestFailedException if it was not carried out, or nothing was heard of it in time
     */
    public <T extends @Nullable Object> T answer(Supplier<RestAction<T>> action)
            throws RequestFailedException, InterruptedException {
        try {
            return within(action.get());
        } catch (InsufficientPermissionException e) {
            throw new RequestFailedException("it lacks " + e.getPermission().getName(), null, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrorResponseException answered) {
                Refusal refusal = Refusal.of(answered);
                throw new RequestFailedException(refusal.sentence(), refusal, e);
            }
            throw new RequestFailedException("the request could not be sent", null, e);
        } catch (TimeoutException e) {
            throw new RequestFailedException(
                    "Discord did not answer within %d s".formatted(timeout.toSeconds()), null, e);
        }
    }
}
