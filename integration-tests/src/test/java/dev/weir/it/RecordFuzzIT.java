// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.it.HostileRecord.Outcome;
import dev.weir.local.flink.JobStatus;
import dev.weir.testbed.Oracle;
import dev.weir.testbed.Repeated;
import dev.weir.testbed.Sent;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Writes hostile records to the topic of events. The job keeps running, the ledger accounts for every record, and valid
 * events are counted exactly.
 *
 * <p>To run it by hand with more or other records: {@code -Dweir.fuzz.records=200000 -Dweir.fuzz.seed=7}.
 */
class RecordFuzzIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of("WEIR_RECONCILE_INTERVAL", "1s"));

    private static final int RECORDS = Integer.getInteger("weir.fuzz.records", 20_000);
    private static final long SEED = Long.getLong("weir.fuzz.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LARGE_ONES = 3;
    private static final int REPEAT_EVERY = 7;

    private final Random random = new Random(SEED);
    private final Map<HostileRecord, Integer> hostile = new EnumMap<>(HostileRecord.class);
    private final List<Sent> good = new ArrayList<>();
    private int repeats;

    /** Every state of the job, other than running, that was observed. */
    private final Queue<String> interruptions = new ConcurrentLinkedQueue<>();

    @Test
    void noRecordStopsTheJob() throws Exception {
        System.out.printf(Locale.ROOT, "weir.fuzz.seed=%d%n", SEED);
        allowEverything();
        JsonNode ledger;
        try (Repeated watch = Repeated.withPause(Duration.ofMillis(100), this::look)) {
            write();
            ledger = await().atMost(PATIENCE).until(this::reconcile, this::isSettled);
        }
        System.out.printf(
                Locale.ROOT,
                "%d records of %d hostile kinds and %d good ones: balanced %s, %s%n",
                RECORDS,
                hostile.size(),
                good.size(),
                ledger.get("balanced"),
                ledger.get("totals"));

        assertThat(interruptions).isEmpty();
        assertThat(failures()).isEmpty();
        assertThat(hostile.keySet()).containsExactlyInAnyOrder(HostileRecord.values());
        assertInTheLedger(ledger);
        assertGoodOnesExact();
        assertTablesEqualRawEvents();
    }

    /** Half of the records are valid. Every seventh valid record is written twice. */
    private void write() throws InterruptedException {
        HostileRecord[] kinds = HostileRecord.values();
        Queue<Exception> refused = new ConcurrentLinkedQueue<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        weir.stack().kafkaBootstrapServers(),
                        "compression.type",
                        "lz4",
                        "linger.ms",
                        "5",
                        "max.request.size",
                        Integer.toString(16 * 1024 * 1024)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < RECORDS; number++) {
                ProducerRecord<byte[], byte[]> next = random.nextBoolean()
                        ? goodOne(number)
                        : hostileOne(kinds[random.nextInt(kinds.length)], number);
                var unused = producer.send(next, (written, failed) -> {
                    if (failed != null) {
                        refused.add(failed);
                    }
                });
            }
        }
        assertThat(refused).as("Kafka takes what is to be tried").isEmpty();
    }

    private ProducerRecord<byte[], byte[]> goodOne(int number) {
        if (!good.isEmpty() && random.nextInt(REPEAT_EVERY) == 0) {
            repeats++;
            return HostileRecord.record(good.get(random.nextInt(good.size())).event());
        }
        Sent sent = new Sent(
                "good-" + number,
                "good-user-" + random.nextInt(500),
                "good/video " + random.nextInt(40),
                Instant.ofEpochMilli(System.currentTimeMillis() - random.nextInt(3 * 86_400_000)));
        good.add(sent);
        return HostileRecord.record(sent.event());
    }

    private ProducerRecord<byte[], byte[]> hostileOne(HostileRecord kind, int number) {
        if (kind.isLarge() && hostile.getOrDefault(kind, 0) >= LARGE_ONES) {
            return hostileOne(HostileRecord.BIT_FLIPPED, number);
        }
        hostile.merge(kind, 1, Integer::sum);
        return kind.make(random, number);
    }

    private void assertInTheLedger(JsonNode ledger) {
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        JsonNode totals = ledger.get("totals");
        long counted = totals.get("counted").asLong();
        long duplicates = totals.get("duplicates").asLong();
        long late = totals.get("late").asLong();
        long malformed = totals.get("malformed").asLong();
        long undecided = HostileRecord.count(hostile, Outcome.ANY);
        assertThat(totals.get("read").asLong()).isEqualTo(RECORDS);
        assertThat(counted + duplicates + late + malformed).isEqualTo(RECORDS);
        assertThat(counted).isBetween(good.size() + HostileRecord.count(hostile, Outcome.COUNTED), RECORDS - 1L);
        assertThat(counted)
                .isLessThanOrEqualTo(good.size() + HostileRecord.count(hostile, Outcome.COUNTED) + undecided);
        assertThat(duplicates).isBetween((long) repeats, repeats + undecided);
        assertThat(late)
                .isBetween(
                        HostileRecord.count(hostile, Outcome.LATE),
                        HostileRecord.count(hostile, Outcome.LATE) + undecided);
        assertThat(malformed)
                .isBetween(
                        HostileRecord.count(hostile, Outcome.MALFORMED),
                        HostileRecord.count(hostile, Outcome.MALFORMED) + undecided);
        assertThat(weir.sql("SELECT uniqExact(topic, partition, offset) FROM weir.dead_letters"))
                .as("dead letters")
                .isEqualTo(Long.toString(late + malformed));
    }

    private void assertGoodOnesExact() {
        assertThat(rows("SELECT day, video_id, views FROM weir.video_views_daily WHERE startsWith(video_id, 'good/')"))
                .isEqualTo(new Oracle(good, LocalDate.now(ZoneOffset.UTC))
                        .numbers()
                        .views());
        assertThat(weir.sql(
                        "SELECT count(), uniqExact(user_id, event_id) FROM weir.events WHERE startsWith(event_id, 'good-')"
                                + " AND startsWith(user_id, 'good-user-')"))
                .isEqualTo(good.size() + "\t" + good.size());
    }

    /** Every number also includes the hostile records that were counted. */
    private static void assertTablesEqualRawEvents() {
        assertThat(weir.sql("SELECT day, video_id, views FROM weir.video_views_daily ORDER BY ALL"))
                .isEqualTo(weir.sql("SELECT toDate(timestamp), video_id, count() FROM weir.events"
                        + " WHERE type = 'video_view' GROUP BY ALL ORDER BY ALL"));
        assertThat(weir.sql("SELECT day, dau FROM weir.active_users_daily WHERE dau > 0 ORDER BY ALL"))
                .isEqualTo(weir.sql("SELECT toDate(timestamp), uniqExact(user_id) FROM weir.events"
                        + " WHERE type NOT IN ('metric', 'identify', 'group', 'alias') GROUP BY ALL ORDER BY ALL"));
        assertThat(weir.sql("SELECT type, sum(events) FROM weir.events_per_minute GROUP BY ALL ORDER BY ALL"))
                .isEqualTo(weir.sql("SELECT type, count() FROM weir.events GROUP BY ALL ORDER BY ALL"));
    }

    private static Map<String, String> rows(String query) {
        Map<String, String> rows = new TreeMap<>();
        weir.sql(query).lines().forEach(line -> {
            int split = line.lastIndexOf('\t');
            rows.put(line.substring(0, split).replace('\t', '|'), line.substring(split + 1));
        });
        return rows;
    }

    private JsonNode reconcile() throws IOException {
        return weir.client().get("/reconcile?wait=0s").json();
    }

    private boolean isSettled(JsonNode ledger) {
        return ledger.at("/totals/read").asLong() == RECORDS
                && ledger.get("pending").asLong() == 0
                && ledger.get("settled").asBoolean();
    }

    private void look() {
        try {
            String overview = flink("/jobs/overview");
            if (!JobStatus.isRunning(overview)) {
                interruptions.add(overview);
            }
        } catch (IOException | AssertionError unanswered) {
            interruptions.add(unanswered.toString());
        }
    }

    /** Flink's history of failed tasks. Empty as long as Flink has restarted nothing. */
    private static JsonNode failures() throws IOException {
        JsonNode jobs = json(flink("/jobs/overview")).get("jobs");
        assertThat(jobs).hasSize(1);
        return json(flink("/jobs/" + jobs.get(0).get("jid").asText() + "/exceptions"))
                .at("/exceptionHistory/entries");
    }

    private static String flink(String path) throws IOException {
        return new WeirClient(weir.stack().flinkUrl()).get(path).body();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** Lets the topic accept large records and any timestamp, as a topic that other tools created may. */
    private static void allowEverything() throws Exception {
        Collection<AlterConfigOp> settings = List.of(
                set("max.message.bytes", Integer.toString(16 * 1024 * 1024)),
                set("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", weir.stack().kafkaBootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, "events"), settings))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
