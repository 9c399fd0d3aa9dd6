package dev.crayfleet.stage.traces;

import io.micrometer.core.instrument.Counter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how many spans wait, counts those that are dropped, and says once when spans cannot be
 * sent, and once when they can again.
 */
final class BoundedSpanExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedSpanExporter.class);

    private final SpanExporter exporter;
    private final int maxPending;
    private final String service;
    private final String place;
    private final Counter dropped;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean isFailing = new AtomicBoolean();

    /**
     * @param maxPending spans that wait or are being sent
     * @param service whose spans they are, for the log
     * @param place for the log
     */
    BoundedSpanExporter(
            SpanExporter exporter, int maxPending, String service, String place, Counter dropped) {
        this.exporter = exporter;
        this.maxPending = maxPending;
        this.service = service;
        this.place = place;
        this.dropped = dropped;
    }

    /** Whether there is room for a span; if not, it is counted as dropped. */
    boolean reserve() {
        if (pending.incrementAndGet() <= maxPending) {
            return true;
        }
        pending.decrementAndGet();
        dropped.increment();
        return false;
    }

    /** Gives back the room of spans that are not sent, and counts them as dropped. */
    void release(int spans) {
        pending.addAndGet(-spans);
        dropped.increment(spans);
    }

    /** Whether the last spans could not be sent. */
    boolean isFailing() {
        return isFailing.get();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result;
        try {
            result = exporter.export(spans);
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("spans are not sent", e);
            result = CompletableResultCode.ofFailure();
        }
        CompletableResultCode sent = result;
        return sent.whenComplete(() -> {
            if (sent.isSuccess()) {
                pending.addAndGet(-count);
                if (isFailing.compareAndSet(true, false)) {
                    LOG.info("spans of {} are taken at {} again", service, place);
                }
            } else {
                release(count);
                if (isFailing.compareAndSet(false, true)) {
                    LOG.warn(
                            "spans of {} are not taken at {}, and are dropped until they are. Is a collector there that takes OTLP over HTTP, and are its headers right?",
                            service,
                            place);
                }
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
