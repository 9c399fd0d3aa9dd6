package dev.crayfleet.dispatcher.http;

import dev.crayfleet.dispatcher.kafka.TaskRequests;
import dev.crayfleet.stage.Problem;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How questions end that cannot be answered. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    static HttpResponse<?> of(Callable<HttpResponse<?>> answer) {
        try {
            return answer.call();
        } catch (IllegalArgumentException bad) {
            return Problem.answer(HttpStatus.BAD_REQUEST, String.valueOf(bad.getMessage()));
        } catch (TaskRequests.KafkaSilentException e) {
            LOG.warn("a request over HTTP was not taken by Kafka", e);
            return later(
                    "Kafka does not answer. Whether the request was taken is not known; ask again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return later("This dispatcher is stopping.");
        } catch (RuntimeException bug) {
            throw bug;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static HttpResponse<Problem> later(String detail) {
        return Problem.answer(HttpStatus.SERVICE_UNAVAILABLE, detail)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
}
