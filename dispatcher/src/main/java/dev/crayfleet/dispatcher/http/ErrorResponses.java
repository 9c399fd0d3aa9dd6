package dev.crayfleet.dispatcher.http;

import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.Problem;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns failures of a request into responses that say what to do. */
final class ErrorResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private ErrorResponses() {}

    /** The response, or why there is none. */
    static HttpResponse<?> orError(Callable<HttpResponse<?>> response) {
        try {
            return response.call();
        } catch (IllegalArgumentException e) {
            return Problem.answer(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (KafkaRequestException e) {
            LOG.warn("a request over HTTP was not taken by Kafka", e);
            return unavailable(
                    "Kafka does not answer. Whether the request was taken is not known; ask again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("This dispatcher is stopping.");
        } catch (RuntimeException bug) {
            throw bug;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** To be tried again in a second. */
    static HttpResponse<Problem> unavailable(String detail) {
        return Problem.answer(HttpStatus.SERVICE_UNAVAILABLE, detail)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
}
