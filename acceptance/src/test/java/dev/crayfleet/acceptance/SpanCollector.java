package dev.crayfleet.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes spans by OTLP over HTTP, and keeps them. */
final class SpanCollector implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final HttpServer server;
    private final List<Collected> spans = new CopyOnWriteArrayList<>();

    /**
     * A span as it was sent.
     *
     * @param service who sent it
     * @param parent empty for the first of a trace
     * @param raw all of it, for people
     */
    record Collected(
            String service,
            String name,
            String trace,
            String span,
            String parent,
            Map<String, String> attributes,
            String raw) {}

    private SpanCollector(HttpServer server) {
        this.server = server;
    }

    static SpanCollector start() {
        try {
            SpanCollector collector =
                    new SpanCollector(
                            HttpServer.create(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            collector.server.createContext("/v1/traces", collector::take);
            collector.server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** In the order of their arrival. */
    List<Collected> ofTask(String task) {
        return spans.stream()
                .filter(each -> task.equals(each.attributes().get("crayfleet.task.id")))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request =
                    ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            request.getResourceSpansList()
                    .forEach(resource -> {
                        String service =
                                attributes(resource.getResource().getAttributesList())
                                        .get("service.name");
                        resource.getScopeSpansList().stream()
                                .flatMap(scope -> scope.getSpansList().stream())
                                .forEach(span ->
                                        spans.add(
                                                new Collected(
                                                        service,
                                                        span.getName(),
                                                        HEX.formatHex(
                                                                span.getTraceId().toByteArray()),
                                                        HEX.formatHex(
                                                                span.getSpanId().toByteArray()),
                                                        HEX.formatHex(
                                                                span.getParentSpanId()
                                                                        .toByteArray()),
                                                        attributes(span.getAttributesList()),
                                                        span.toString())));
                    });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Map<String, String> attributes(List<KeyValue> all) {
        return all.stream()
                .collect(
                        Collectors.toMap(
                                KeyValue::getKey,
                                each ->
                                        each.getValue().hasIntValue()
                                                ? Long.toString(each.getValue().getIntValue())
                                                : each.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
