// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.weir.proto.v1.IngestorGrpc;
import dev.weir.proto.v1.Reading;
import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sends readings by gRPC and OTLP, some of them again, and compares the views with a plain computation. */
class ReadingsIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** A reading as it was sent first. {@code order} counts the readings of a service. */
    private record Sent(String service, String metric, Instant time, double value, int order) {}

    private record Row(double count, double min, double max, double mean, double last) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Random random = new Random(7);
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(30));

    @Test
    void countsAndSumsEachReadingOnce() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forTarget(weir.stack().grpcTarget())
                .usePlaintext()
                .build();
        try {
            sendEach(channel, readings("checkout", 20));
            stream(channel, readings("search", 2_000));
        } finally {
            channel.shutdownNow();
        }
        exportTwice(readings("mail", 300));
        weir.awaitFresh();

        assertThat(weir.sql("SELECT count(), uniqExact(service_name, id) FROM weir.metrics"))
                .isEqualTo(sent.size() + "\t" + sent.size());
        assertThat(rows("metrics_by_minute")).isEqualTo(expected(ChronoUnit.MINUTES));
        assertThat(rows("metrics_by_hour")).isEqualTo(expected(ChronoUnit.HOURS));
        assertThat(rows("metrics_by_day")).isEqualTo(expected(ChronoUnit.DAYS));
        assertThat(weir.sql("SELECT value, unit, attributes['host.name'], attributes['core'], id != '', time <"
                        + " received_at FROM weir.metrics WHERE service_name = 'mail' ORDER BY time LIMIT 1"))
                .isEqualTo(text(first("mail").value()) + "\tms\tm-1\t3\t1\t1");
        assertThat(weir.sql("SELECT sum(events) FROM weir.events_per_minute WHERE type = 'metric'"))
                .isEqualTo(Integer.toString(sent.size()));
    }

    @Test
    void documentedQueriesWork() throws IOException {
        Matcher blocks =
                Pattern.compile("(?s)```sql\\n(.*?)```").matcher(Files.readString(Path.of("../docs/readings.md")));
        assertThat(blocks.find()).isTrue();
        assertThat(Arrays.stream(blocks.group(1).split(";", -1)).filter(query -> !query.isBlank()))
                .hasSize(2)
                .allSatisfy(query -> weir.sql(query));
    }

    /** Some have the same time, and their order in the log decides which is the last. */
    private List<Sent> readings(String service, int count) {
        List<Sent> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant time = begin.plusSeconds(service.equals("mail") ? 6L * i + 1 : random.nextInt(7_200));
            readings.add(new Sent(service, "metric." + i % 3, time, random.nextInt(-4_000, 4_000) / 4.0, i));
        }
        sent.addAll(readings);
        return readings;
    }

    private Sent first(String service) {
        return sent.stream()
                .filter(reading -> reading.service().equals(service))
                .min(Comparator.comparing(Sent::time))
                .orElseThrow();
    }

    private static void sendEach(ManagedChannel channel, List<Sent> readings) {
        IngestorGrpc.IngestorBlockingStub stub =
                IngestorGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
        for (Sent reading : readings) {
            assertThat(stub.logMetrics(message(reading)).getId()).isEqualTo("r-" + reading.order());
            // A client that did not get the response sends the reading again.
            stub.logMetrics(message(reading));
        }
    }

    private static void stream(ManagedChannel channel, List<Sent> readings) throws Exception {
        CompletableFuture<StreamMetricsResponse> answer = new CompletableFuture<>();
        StreamObserver<Reading> call = IngestorGrpc.newStub(channel).streamMetrics(new StreamObserver<>() {
            @Override
            public void onNext(StreamMetricsResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failed) {
                answer.completeExceptionally(failed);
            }

            @Override
            public void onCompleted() {}
        });
        readings.forEach(reading -> call.onNext(message(reading)));
        call.onCompleted();
        assertThat(answer.get(60, TimeUnit.SECONDS).getAccepted()).isEqualTo(readings.size());
    }

    private static Reading message(Sent reading) {
        return Reading.newBuilder()
                .setServiceName(reading.service())
                .setMetricName(reading.metric())
                .setTime(Timestamp.newBuilder().setSeconds(reading.time().getEpochSecond()))
                .setValue(reading.value())
                .setId("r-" + reading.order())
                .build();
    }

    private static void exportTwice(List<Sent> readings) throws Exception {
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
        for (Sent reading : readings) {
            scope.addMetrics(Metric.newBuilder()
                    .setName(reading.metric())
                    .setUnit("ms")
                    .setGauge(Gauge.newBuilder()
                            .addDataPoints(NumberDataPoint.newBuilder()
                                    .setTimeUnixNano(TimeUnit.SECONDS.toNanos(
                                            reading.time().getEpochSecond()))
                                    .setAsDouble(reading.value())
                                    .addAttributes(attribute("host.name", value().setStringValue("m-1")))
                                    .addAttributes(attribute("core", value().setIntValue(3))))));
        }
        byte[] body = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(attribute("service.name", value().setStringValue("mail"))))
                        .addScopeMetrics(scope))
                .build()
                .toByteArray();
        HttpRequest request = HttpRequest.newBuilder(weir.stack().gatewayUrl().resolve("/v1/metrics"))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
        }
    }

    private static AnyValue.Builder value() {
        return AnyValue.newBuilder();
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private Map<String, Row> expected(ChronoUnit interval) {
        Map<String, List<Sent>> groups = sent.stream()
                .collect(Collectors.groupingBy(
                        reading -> reading.service() + "|" + reading.metric() + "|" + start(reading.time(), interval)));
        Map<String, Row> rows = new TreeMap<>();
        groups.forEach((key, readings) -> {
            DoubleSummaryStatistics values =
                    readings.stream().mapToDouble(Sent::value).summaryStatistics();
            Sent last = readings.stream()
                    .max(Comparator.comparing(Sent::time).thenComparing(Sent::order))
                    .orElseThrow();
            rows.put(
                    key,
                    new Row(values.getCount(), values.getMin(), values.getMax(), values.getAverage(), last.value()));
        });
        return rows;
    }

    private static String start(Instant time, ChronoUnit interval) {
        String start = SECONDS.format(time.truncatedTo(interval));
        return interval == ChronoUnit.DAYS ? start.substring(0, 10) : start;
    }

    private static Map<String, Row> rows(String view) {
        Map<String, Row> rows = new TreeMap<>();
        String table =
                weir.sql("SELECT service_name, metric_name, start, count, min, max, mean, last FROM weir." + view);
        for (String line : table.lines().toList()) {
            String[] cells = line.split("\t", -1);
            rows.put(
                    String.join("|", cells[0], cells[1], cells[2]),
                    new Row(number(cells[3]), number(cells[4]), number(cells[5]), number(cells[6]), number(cells[7])));
        }
        return rows;
    }

    private static double number(String cell) {
        return Double.parseDouble(cell);
    }

    /** As ClickHouse writes a number. */
    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
