package dev.crayfleet.dispatcher.http;

import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.UnavailableException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures of a request into those that the stage answers, with what to do. */
final class RequestFailures {
    private static final Logger LOG = LoggerFactory.getLogger(RequestFailures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private RequestFailures() {}

    /**
     * @return the response
     * @throws RefusedException if the request makes no sense
     * @throws UnavailableException if Kafka does not answer, or this dispatcher stops
     */
    static HttpResponse<?> translated(Callable<HttpResponse<?>> response) {
        try {
            return response.call();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        } catch (KafkaRequestException e) {
            LOG.warn("a request over HTTP was not taken by Kafka", e);
            throw new UnavailableException(
                    "Kafka does not answer. Whether the request was taken is not known; ask again.",
                    RETRY_AFTER,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("This dispatcher is stopping.", RETRY_AFTER, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** To be tried again in a second. */
    static UnavailableException unavailable(String detail) {
        return new UnavailableException(detail, RETRY_AFTER);
    }
}
