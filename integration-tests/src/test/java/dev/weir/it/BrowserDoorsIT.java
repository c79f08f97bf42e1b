// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.local.Component;
import dev.weir.local.flink.FlinkMain;
import dev.weir.local.flink.JobStatus;
import dev.weir.local.kafka.Topics;
import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks a running stack from a web page. A developer's browser opens a foreign page, which sends every kind of
 * request that it can to every port of the stack. No request may change anything, and the page may read nothing. An
 * unguarded server beside the stack shows that the page really attacks.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserDoorsIT {
    /** Set by {@code .ci/run}, which installs Chromium. */
    private static final boolean MUST_RUN = Boolean.getBoolean("weir.chromium.required");

    private static final Path CHROMIUM = chromium();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String STRANGER = "evil.example";

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<JsonNode> outcomes = new CopyOnWriteArrayList<>();
    private final Set<String> reachedUnguarded = ConcurrentHashMap.newKeySet();
    private volatile int reports;

    private final HttpServer unguarded;
    private final HttpServer owner;
    private final Path folder;

    BrowserDoorsIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        unguarded = server();
        unguarded.createContext("/", this::answerAnybody);
        owner = server();
        owner.createContext("/report", this::takeReport);
    }

    @BeforeAll
    static void somethingToDestroy() throws Exception {
        // A failed run may have left these files.
        for (Path left : filesNamedEvil(Path.of("").toAbsolutePath(), 1)) {
            Files.delete(left);
        }
        weir.sql("CREATE TABLE weir.precious (n UInt8) ENGINE = MergeTree ORDER BY n");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", weir.stack().kafkaBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.EVENTS, "no event".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        await().atMost(PATIENCE).until(() -> openDeadLetters() == 1);
    }

    @BeforeEach
    void start() {
        unguarded.start();
        owner.start();
    }

    @AfterEach
    void close() throws Exception {
        unguarded.stop(0);
        owner.stop(0);
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    @Test
    void everyPortIsOnLoopback() throws IOException {
        for (Component component : weir.stack().components()) {
            assertThat(ListeningPorts.of(component.pid()))
                    .as(component.name())
                    .isNotEmpty()
                    .allMatch(ListeningPorts.Listener::onLoopback);
        }
    }

    @Test
    void pageOfAnotherOriginIsRefusedByEveryPort() throws Exception {
        String page = page(ports().stream()
                .map(port -> targetAt("http://127.0.0.1:" + port, port))
                .collect(Collectors.joining(",", "[", "]")));
        owner.createContext("/page-of-others", exchange -> TestSite.answer(exchange, "text/html", page));
        show("http://localhost:" + owner.getAddress().getPort() + "/page-of-others", "MAP unused.example 127.0.0.1");

        assertThat(reachedUnguarded)
                .contains(
                        "GET ",
                        "POST text/plain",
                        "POST application/x-www-form-urlencoded",
                        "POST multipart/form-data",
                        "POST ",
                        "upgrade websocket",
                        "accept text/event-stream");
        assertThat(outcomesAt(unguarded.getAddress().getPort()))
                .anyMatch(outcome -> outcome.startsWith("fetch READ"))
                .anyMatch(outcome -> outcome.startsWith("sendBeacon"));
        assertNothingWasReached();
    }

    @Test
    void pageWithAReboundNameIsRefusedByEveryPort() throws Exception {
        // Each port is a separate origin, so each port gets its own page.
        StringBuilder rules = new StringBuilder();
        List<Integer> ports = ports();
        for (int port : ports) {
            String base = "http://" + STRANGER + ":" + port;
            Rebound rebound = Rebound.to(port, page("[" + targetAt(base, port) + "]"));
            toClose.add(rebound);
            rules.append("MAP ")
                    .append(STRANGER)
                    .append(":")
                    .append(port)
                    .append(" 127.0.0.1:")
                    .append(rebound.port())
                    .append(",");
        }
        String frames = ports.stream()
                .map(port -> "<iframe src='http://" + STRANGER + ":" + port + "/page-of-others'></iframe>")
                .collect(Collectors.joining());
        owner.createContext("/page-of-others", exchange -> TestSite.answer(exchange, "text/html", frames));
        show(
                "http://localhost:" + owner.getAddress().getPort() + "/page-of-others",
                rules + "MAP " + STRANGER + " 127.0.0.1");

        assertThat(outcomesAt(unguarded.getAddress().getPort()))
                .anyMatch(outcome -> outcome.startsWith("POST text cors READ"))
                .anyMatch(outcome -> outcome.startsWith("POST application/json READ"))
                .anyMatch(outcome -> outcome.startsWith("iframe READ"));
        assertNothingWasReached();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void programDiscardsDeadLetters() throws Exception {
        Answer answer = new WeirClient(weir.stack().managementUrl()).postNothing("/dead-letters/discard?all=true");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> openDeadLetters() == 0);
    }

    private void show(String url, String rules) throws Exception {
        try (Chromium browser = Chromium.show(CHROMIUM, folder.resolve("profile"), url, rules)) {
            int pages = rules.contains(STRANGER) ? ports().size() : 1;
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> reports == pages);
        }
    }

    private void assertNothingWasReached() throws IOException {
        int control = unguarded.getAddress().getPort();
        List<String> read = outcomes.stream()
                .filter(outcome -> URI.create(outcome.get("url").asText()).getPort() != control)
                .filter(outcome -> outcome.get("outcome").asText().startsWith("READ"))
                .map(JsonNode::toString)
                .toList();
        assertThat(read).as("answers that the page could read").isEmpty();

        weir.awaitFresh();
        assertThat(weir.sql("SELECT count() FROM weir.events")).as("events").isEqualTo("0");
        assertThat(weir.sql("SELECT count() FROM system.tables WHERE name LIKE 'evil%'"))
                .as("tables")
                .isEqualTo("0");
        assertThat(weir.sql("EXISTS TABLE weir.precious")).isEqualTo("1");
        assertThat(openDeadLetters()).isEqualTo(1);
        assertThat(JobStatus.isRunning(flink("/jobs/overview"))).isTrue();
        assertThat(filesNamedEvil(weir.stack().dataDirectory(), Integer.MAX_VALUE))
                .isEmpty();
        assertThat(filesNamedEvil(folder, 1)).isEmpty();
        assertThat(filesNamedEvil(Path.of("").toAbsolutePath(), 1)).isEmpty();
    }

    private String targetAt(String base, int port) {
        String job = FlinkMain.JOB.toHexString();
        String event = "{\"user_id\":\"evil\",\"video_id\":\"v\"}";
        List<String> reads = new ArrayList<>(List.of("/"));
        List<String> writes = new ArrayList<>();
        if (port == weir.stack().gatewayUrl().getPort()) {
            reads.addAll(List.of("/metrics?metric=views", "/reconcile", "/openapi.json"));
            writes.addAll(List.of(write("/events", event), write("/events?wait=stored", event)));
        } else if (port == weir.stack().managementUrl().getPort()) {
            reads.addAll(List.of("/dead-letters", "/prometheus", "/events/x?user_id=evil"));
            writes.addAll(
                    List.of(write("/dead-letters/discard?all=true", ""), write("/dead-letters/redrive?all=true", "")));
        } else if (port == weir.stack().flinkUrl().getPort()) {
            reads.addAll(List.of(
                    "/jars",
                    "/jobmanager/config",
                    "/main.js",
                    "/jobs/" + job + "/yarn-stop",
                    "/jobs/" + job + "/yarn-cancel"));
            writes.addAll(List.of(
                    write("/jars/upload", "x"),
                    write("/jars/evil.jar/run", "{}"),
                    write("/jobs/" + job + "/stop", "{\"drain\":false}"),
                    write("/jobs/" + job + "/savepoints", "{\"target-directory\":\"/tmp/evil\",\"cancel-job\":true}"),
                    write("/jobs/" + job + "?mode=cancel", "")));
        } else if (port == weir.stack().flinkMetricsUrl().getPort()) {
            reads.add("/metrics");
        } else if (port == weir.stack().clickHouseUrl().getPort()) {
            reads.addAll(List.of(
                    "/?query=SELECT+version()",
                    "/?user=default&query=SELECT+*+FROM+file('/etc/passwd','LineAsString')",
                    "/?query=INSERT+INTO+FUNCTION+file('evil-get.txt','CSV')+SELECT+1"));
            writes.addAll(List.of(
                    write("/", "CREATE TABLE weir.evil (n UInt8) ENGINE = MergeTree ORDER BY n"),
                    write("/", "DROP TABLE weir.precious SYNC -- "),
                    write("/", "INSERT INTO FUNCTION file('evil-post.txt', 'CSV') SELECT 1"),
                    write("/", "SELECT 1 INTO OUTFILE '" + folder.resolve("evil-outfile.txt") + "' -- "),
                    write("/?query=CREATE+TABLE+weir.evil_url+(n+UInt8)+ENGINE%3DMergeTree+ORDER+BY+n", "")));
        }
        if (writes.isEmpty()) {
            writes.add(write("/", "x"));
        }
        // The unguarded server answers every request, however busy the machine is. Other ports may never answer.
        long millis = port == unguarded.getAddress().getPort() ? PATIENCE.toMillis() : 2500;
        return "{\"base\":\"" + base + "\",\"millis\":" + millis + ",\"reads\":"
                + reads.stream().map(BrowserDoorsIT::quoted).toList() + ",\"writes\":" + writes + "}";
    }

    private static String write(String path, String body) {
        return "{\"path\":" + quoted(path) + ",\"body\":" + quoted(body) + "}";
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private String page(String targets) throws IOException {
        try (var resource = BrowserDoorsIT.class.getResourceAsStream("page-of-others.html")) {
            if (resource == null) {
                throw new IOException("page-of-others.html is missing");
            }
            String plan = "{\"report\":\"http://localhost:" + owner.getAddress().getPort() + "/report\",\"targets\":"
                    + targets + "}";
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).replace("= PLAN;", "= " + plan + ";");
        }
    }

    /** The ports on which the components listen, internal ones included, and the port of the unguarded server. */
    private List<Integer> ports() throws IOException {
        Set<Integer> ports = new TreeSet<>();
        ports.add(unguarded.getAddress().getPort());
        for (Component component : weir.stack().components()) {
            ListeningPorts.of(component.pid()).forEach(listener -> ports.add(listener.port()));
        }
        return List.copyOf(ports);
    }

    private List<String> outcomesAt(int port) {
        return outcomes.stream()
                .filter(outcome -> URI.create(outcome.get("url").asText()).getPort() == port)
                .map(outcome -> outcome.get("kind").asText() + " "
                        + outcome.get("outcome").asText())
                .toList();
    }

    private static long openDeadLetters() throws IOException {
        return new WeirClient(weir.stack().managementUrl())
                .get("/dead-letters?status=open")
                .json()
                .get("dead_letters")
                .size();
    }

    private static String flink(String path) throws IOException {
        return new WeirClient(weir.stack().flinkUrl()).get(path).body();
    }

    private static List<Path> filesNamedEvil(Path root, int depth) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().contains("evil")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                // ClickHouse deletes merged parts while the folder is read.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private synchronized void takeReport(HttpExchange exchange) throws IOException {
        JSON.readTree(exchange.getRequestBody()).forEach(outcomes::add);
        TestSite.answer(exchange, "text/plain", "");
        reports++;
    }

    private void answerAnybody(HttpExchange exchange) throws IOException {
        String type = header(exchange, "Content-Type").replaceFirst(";.*", "");
        reachedUnguarded.add(exchange.getRequestMethod() + " " + type);
        reachedUnguarded.add("upgrade " + header(exchange, "Upgrade"));
        reachedUnguarded.add("accept " + header(exchange, "Accept"));
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getRequestBody().readAllBytes();
        TestSite.answer(exchange, "text/plain", "a secret");
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static HttpServer server() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    }

    private static Path chromium() {
        Optional<Path> program = Chromium.onPath();
        String missing =
                "Chromium is not on the PATH, so nobody looks whether pages reach Weir; install the package chromium.";
        if (program.isEmpty()) {
            assertThat(MUST_RUN).as(missing).isFalse();
            System.out.println("SKIPPED: BrowserDoorsIT. " + missing);
        }
        assumeTrue(program.isPresent(), missing);
        return program.orElseThrow();
    }
}
