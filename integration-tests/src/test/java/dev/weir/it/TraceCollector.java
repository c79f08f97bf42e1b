// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An in-memory trace collector, which receives traces by OTLP over HTTP. */
final class TraceCollector implements AutoCloseable {
    /** A received span. */
    record Collected(String service, Span span) {
        String traceId() {
            return HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        String id() {
            return HexFormat.of().formatHex(span.getSpanId().toByteArray());
        }

        String parentId() {
            return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
        }

        String name() {
            return span.getName();
        }

        String kind() {
            return span.getKind().name().replace("SPAN_KIND_", "");
        }

        Map<String, String> attributes() {
            return span.getAttributesList().stream()
                    .collect(Collectors.toMap(
                            KeyValue::getKey, attribute -> text(attribute.getValue()), (a, b) -> b, TreeMap::new));
        }

        private static String text(AnyValue value) {
            return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
        }
    }

    private final HttpServer server;
    private final List<Collected> spans = new CopyOnWriteArrayList<>();

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The spans of a trace, by start time. */
    List<Collected> trace(String traceId) {
        return spans.stream()
                .filter(span -> span.traceId().equals(traceId))
                .sorted(Comparator.comparingLong(span -> span.span().getStartTimeUnixNano()))
                .toList();
    }

    /** A trace as a tree. Each line shows when the span began and how long it took. */
    String tree(String traceId) {
        List<Collected> trace = trace(traceId);
        StringBuilder text = new StringBuilder("trace " + traceId + "\n");
        trace.stream()
                .filter(span -> trace.stream().noneMatch(other -> other.id().equals(span.parentId())))
                .forEach(root -> draw(root, trace, root.span().getStartTimeUnixNano(), "", text));
        return text.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void draw(Collected span, List<Collected> trace, long begin, String indent, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%s└─ %s  [%s, %s]  at %.3f ms for %.3f ms%n",
                indent,
                span.name(),
                span.service(),
                span.kind(),
                (span.span().getStartTimeUnixNano() - begin) / 1e6,
                (span.span().getEndTimeUnixNano() - span.span().getStartTimeUnixNano()) / 1e6));
        text.append(String.format(Locale.ROOT, "%s      %s%n", indent, span.attributes()));
        trace.stream()
                .filter(other -> other.parentId().equals(span.id()))
                .forEach(child -> draw(child, trace, begin, indent + "   ", text));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            for (ResourceSpans ofResource : request.getResourceSpansList()) {
                String service = ofResource.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue())
                        .findFirst()
                        .orElse("unknown");
                for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
                    ofScope.getSpansList().forEach(span -> spans.add(new Collected(service, span)));
                }
            }
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        }
    }
}
