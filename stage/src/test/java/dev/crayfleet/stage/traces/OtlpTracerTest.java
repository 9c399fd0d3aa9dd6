package dev.crayfleet.stage.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TraceParent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Spans reach a collector, and where there is none, nothing happens but that they are dropped. */
class OtlpTracerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    /** Nobody looks into it. */
    private static final SpanData SPAN =
            (SpanData)
                    Proxy.newProxyInstance(
                            SpanData.class.getClassLoader(),
                            new Class<?>[] {SpanData.class},
                            (proxy, method, arguments) -> {
                                throw new AssertionError(method);
                            });

    private final Counter dropped = new SimpleMeterRegistry().counter("dropped");
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private HttpServer collector;
    private volatile int status = 200;

    record Received(String path, @Nullable String token, String body) {}

    @BeforeEach
    void start() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", this::take);
        collector.start();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        collector.stop(0);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(BoundedSpanExporter.class);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(
                    new Received(
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders().getFirst("x-token"),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.ISO_8859_1)));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private OtlpTracer tracer() {
        URI endpoint =
                URI.create(
                        "http://127.0.0.1:%d/v1/traces"
                                .formatted(collector.getAddress().getPort()));
        return OtlpTracer.open(
                "crayfleet-test", new OtlpSettings(endpoint, Map.of("x-token", "it")), dropped);
    }

    private static TaskSpan span() {
        return TaskSpan.of(
                TaskSpan.Step.QUEUE, TRACE, new TaskId("t-1"), Pool.DEFAULT, AT, AT.plusMillis(5));
    }

    @Test
    void spansAreSentAndWhatIsLeftIsSentAtTheEnd() throws Exception {
        try (OtlpTracer tracer = tracer()) {
            tracer.record(span().with(TaskSpan.ATTEMPT, 2));
        }
        Received request = next();
        assertThat(request.path()).isEqualTo("/v1/traces");
        assertThat(request.token()).isEqualTo("it");
        assertThat(request.body())
                .contains("queue", "crayfleet.task.id", "t-1", "crayfleet.attempt")
                .contains("crayfleet-test")
                .contains(latin1(TRACE.traceId()), latin1(TRACE.spanId()));
        assertThat(dropped.count()).isZero();
    }

    @Test
    void aTraceThatIsNotToBeRecordedIsNot() {
        try (OtlpTracer tracer = tracer()) {
            TraceParent unsampled = new TraceParent(TRACE.value().replaceAll("01$", "00"));
            tracer.record(
                    TaskSpan.of(
                            TaskSpan.Step.QUEUE,
                            unsampled,
                            new TaskId("t-1"),
                            Pool.DEFAULT,
                            AT,
                            AT));
        }
        assertThat(received).isEmpty();
        assertThat(dropped.count()).isZero();
    }

    @Test
    void aCollectorThatRefusesCostsSpansAndOneLine() throws Exception {
        status = 401;
        try (OtlpTracer tracer = tracer()) {
            tracer.record(span());
            next();
            tracer.record(span());
            await().atMost(TIMEOUT).until(() -> dropped.count() == 2);
        }
        assertThat(log.list)
                .singleElement()
                .satisfies(line ->
                        assertThat(line.getFormattedMessage())
                                .contains(
                                        "spans of crayfleet-test are not taken at http://127.0.0.1:")
                                .doesNotContain("x-token"));
    }

    @Test
    void spansForWhichThereIsNoRoomAreDropped() {
        HeldExporter held = new HeldExporter();
        BoundedSpanExporter bounded = new BoundedSpanExporter(held, 2, "x", "there", dropped);
        assertThat(bounded.reserve()).isTrue();
        assertThat(bounded.reserve()).isTrue();
        assertThat(bounded.reserve()).isFalse();
        assertThat(dropped.count()).isEqualTo(1);

        bounded.export(List.of(SPAN, SPAN));
        assertThat(bounded.reserve()).isFalse();
        held.results.remove().succeed();
        assertThat(bounded.reserve()).isTrue();
        assertThat(dropped.count()).isEqualTo(2);
    }

    @Test
    void itIsSaidWhenSpansAreTakenAgain() {
        HeldExporter held = new HeldExporter();
        BoundedSpanExporter bounded = new BoundedSpanExporter(held, 9, "x", "there", dropped);
        for (boolean taken : List.of(true, false, false, true, true)) {
            bounded.reserve();
            bounded.export(List.of(SPAN));
            if (taken) {
                held.results.remove().succeed();
            } else {
                held.results.remove().fail();
            }
            assertThat(bounded.isFailing()).isEqualTo(!taken);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("spans of x are not taken at there"),
                        line -> assertThat(line).isEqualTo("spans of x are taken at there again"));
        assertThat(dropped.count()).isEqualTo(2);
    }

    /** Does not answer by itself. */
    private static final class HeldExporter implements SpanExporter {
        final Deque<CompletableResultCode> results = new ArrayDeque<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            CompletableResultCode result = new CompletableResultCode();
            results.add(result);
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private Received next() throws InterruptedException {
        Received request = received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    /** The bytes that a number in hexadecimal digits is sent as. */
    private static String latin1(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }
}
