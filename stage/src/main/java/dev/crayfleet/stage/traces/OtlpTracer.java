package dev.crayfleet.stage.traces;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.TraceParent;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Sends spans by OTLP over HTTP, some at a time, in a thread of OpenTelemetry's SDK. */
final class OtlpTracer implements TaskTracer {
    /** Of all that wait or are being sent; a span takes about 1 KiB. */
    static final int MAX_PENDING = 4_096;

    private static final int BATCH = 512;
    private static final Duration SEND_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final long CLOSE_TIMEOUT_SECONDS = 2;

    /** Over a collector's short trouble, and no longer: a batch waits while another is tried. */
    private static final RetryPolicy RETRIES =
            RetryPolicy.builder()
                    .setMaxAttempts(3)
                    .setInitialBackoff(Duration.ofMillis(500))
                    .setMaxBackoff(Duration.ofSeconds(1))
                    .build();

    private static final int MAX_ATTRIBUTE_CHARS = 256;

    /** Held, or its level would be forgotten with it. What there is to say, the exporter says. */
    private static final java.util.logging.Logger SDK_LOG =
            java.util.logging.Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final GivenIds ids;
    private final BoundedSpanExporter exporter;

    private OtlpTracer(SdkTracerProvider provider, GivenIds ids, BoundedSpanExporter exporter) {
        this.provider = provider;
        this.tracer = provider.get("dev.crayfleet");
        this.ids = ids;
        this.exporter = exporter;
    }

    /**
     * @param service its name in traces
     * @throws IllegalArgumentException if the endpoint is none
     */
    static OtlpTracer open(String service, OtlpSettings settings, Counter dropped) {
        SDK_LOG.setLevel(java.util.logging.Level.OFF);
        OtlpHttpSpanExporterBuilder otlp =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(settings.endpoint().toString())
                        .setTimeout(SEND_TIMEOUT)
                        .setRetryPolicy(RETRIES);
        settings.headers().forEach(otlp::addHeader);
        BoundedSpanExporter exporter =
                new BoundedSpanExporter(
                        otlp.build(), MAX_PENDING, service, settings.place(), dropped);
        GivenIds ids = new GivenIds();
        SdkTracerProvider provider =
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.getDefault()
                                        .merge(
                                                Resource.create(
                                                        Attributes.builder()
                                                                .put("service.name", service)
                                                                .build())))
                        .setIdGenerator(ids)
                        // Whether a trace is recorded was asked before.
                        .setSampler(Sampler.alwaysOn())
                        .setSpanLimits(
                                SpanLimits.builder()
                                        .setMaxAttributeValueLength(MAX_ATTRIBUTE_CHARS)
                                        .build())
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter)
                                        .setMaxQueueSize(MAX_PENDING)
                                        .setMaxExportBatchSize(BATCH)
                                        .setScheduleDelay(SEND_INTERVAL)
                                        .build())
                        .build();
        return new OtlpTracer(provider, ids, exporter);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void record(TaskSpan span) {
        if (!span.isSampled() || !exporter.reserve()) {
            return;
        }
        try (GivenIds.Given given = ids.give(span.self())) {
            start(span).end(span.endedAt());
        } catch (RuntimeException | LinkageError e) {
            // Also where the jars were replaced below a service that runs.
            exporter.release(1);
        }
    }

    private Span start(TaskSpan span) {
        SpanBuilder builder =
                tracer.spanBuilder(span.step().name().toLowerCase(Locale.ROOT))
                        .setStartTimestamp(span.startedAt());
        TraceParent parent = span.parent();
        if (parent == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root().with(Span.wrap(remote(parent))));
        }
        span.attributes()
                .forEach((name, value) -> {
                    if (value instanceof Number number) {
                        builder.setAttribute(name, number.longValue());
                    } else {
                        builder.setAttribute(name, value.toString());
                    }
                });
        switch (span.step()) {
            case INGEST -> messaging(builder, SpanKind.PRODUCER, "send", Topics.TASKS);
            case QUEUE -> builder.setSpanKind(SpanKind.INTERNAL);
            case ATTEMPT -> messaging(builder, SpanKind.CONSUMER, "process", Topics.CLAIMS);
            case POST -> messaging(builder, SpanKind.CONSUMER, "process", Topics.RESULTS);
        }
        if (span.error() != null) {
            builder.setAttribute("error.type", span.error());
        }
        Span started = builder.startSpan();
        if (span.error() != null) {
            started.setStatus(StatusCode.ERROR);
        }
        return started;
    }

    private static SpanContext remote(TraceParent parent) {
        return SpanContext.createFromRemoteParent(
                parent.traceId(),
                parent.spanId(),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    /** By OpenTelemetry's conventions. */
    private static void messaging(
            SpanBuilder builder, SpanKind kind, String operation, Topics topic) {
        builder.setSpanKind(kind)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.destination.name", topic.topic());
    }

    @Override
    public void close() {
        // Whoever does not answer is not waited for.
        provider.shutdown()
                .join(exporter.isFailing() ? 0 : CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
