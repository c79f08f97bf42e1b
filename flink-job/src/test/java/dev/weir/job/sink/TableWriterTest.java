// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableWriterTest {
    private static final long START = 1_000_000;
    private static final long INTERVAL = 250;
    private static final long OLD = 10_000;
    private static final InsertPolicy POLICY = new InsertPolicy(
            Duration.ofMillis(INTERVAL),
            Duration.ofMillis(4 * INTERVAL),
            Duration.ofMillis(8 * INTERVAL),
            2,
            Duration.ofMillis(OLD),
            3,
            20);

    private final RecordingTableInserter database = new RecordingTableInserter();

    private OneInputStreamOperatorTestHarness<String, FreshnessReport> writer;

    @BeforeEach
    void open() throws Exception {
        open(true);
    }

    private void open(boolean hasKeys) throws Exception {
        if (writer != null) {
            writer.close();
        }
        writer = new OneInputStreamOperatorTestHarness<>(
                new TableWriter<>(RecordingTableInserter.table(hasKeys), database, POLICY, null));
        writer.setProcessingTime(START);
        writer.open();
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
    }

    @Test
    void laterRowReplacesEarlierRowOfItsKey() throws Exception {
        write("v1");
        write("w7");
        write("v2");
        assertThat(database.inserts()).isEmpty();

        writer.prepareSnapshotPreBarrier(1);

        assertThat(database.inserts()).containsExactly(List.of("v2", "w7"));
    }

    @Test
    void rowsWithoutKeysAreAllInserted() throws Exception {
        open(false);
        write("v1");
        write("v2");

        writer.prepareSnapshotPreBarrier(1);

        assertThat(database.inserts()).containsExactly(List.of("v1", "v2"));
    }

    @Test
    void insertsAtEveryInterval() throws Exception {
        write("v1");
        advance(INTERVAL - 1);
        assertThat(database.inserts()).isEmpty();

        advance(1);
        awaitInserts(1);

        write("v2");
        advance(INTERVAL);
        awaitInserts(2);
        assertThat(database.inserts()).containsExactly(List.of("v1"), List.of("v2"));
    }

    @Test
    void waitsLongerWithManyRows() throws Exception {
        mark(START);
        write("v1");
        write("w1");
        advance(3 * INTERVAL);
        write("v2");
        assertThat(database.inserts()).isEmpty();

        advance(INTERVAL);
        awaitInserts(1);
        assertThat(database.inserts()).containsExactly(List.of("v2", "w1"));
    }

    @Test
    void waitsLongestWithManyRowsDuringCatchUp() throws Exception {
        mark(START - OLD);
        write("v1");
        write("w1");
        advance(7 * INTERVAL);
        assertThat(database.inserts()).isEmpty();

        advance(INTERVAL);
        awaitInserts(1);
    }

    @Test
    void insertsAtTheRowLimitOfTheBuffer() throws Exception {
        mark(500);
        write("a1");
        write("b1");
        write("b2");
        write("c1");
        assertThat(database.inserts()).isEmpty();

        mark(600);
        write("d1");

        awaitInserts(1);
        assertThat(database.inserts()).containsExactly(List.of("a1", "b2", "c1"));
        awaitFreshness(fresh(600));
    }

    @Test
    void insertsAtTheSizeLimitOfTheBuffer() throws Exception {
        open(false);
        write("a 12345678901234567");
        assertThat(database.inserts()).isEmpty();
        write("b");

        awaitInserts(1);
        assertThat(database.inserts()).containsExactly(List.of("a 12345678901234567"));
    }

    @Test
    void buffersRowsWhileAnInsertIsInFlight() throws Exception {
        database.hold();
        write("a1");
        mark(500);
        advance(INTERVAL);
        write("b1");
        mark(600);
        advance(INTERVAL);
        assertThat(freshness()).isEmpty();

        database.releaseOne();
        awaitFreshness(fresh(500));
        assertThat(database.inserts()).containsExactly(List.of("a1"));

        database.releaseOne();
        advance(INTERVAL);
        awaitFreshness(fresh(500), fresh(600));
        assertThat(database.inserts()).containsExactly(List.of("a1"), List.of("b1"));
    }

    @Test
    void freshnessIsReportedWithoutRowsAndOnlyWhenItIsNew() throws Exception {
        mark(500);
        advance(INTERVAL);
        advance(INTERVAL);
        mark(900);
        advance(INTERVAL);

        assertThat(freshness())
                .containsExactly(
                        new FreshnessReport("texts", 0, 1, 500, false), new FreshnessReport("texts", 0, 1, 900, false));
    }

    @Test
    void rowsWithoutNewFreshnessAreReportedLater() throws Exception {
        mark(500);
        advance(INTERVAL);
        write("a1");
        advance(INTERVAL);
        awaitInserts(1);
        mark(900);
        advance(INTERVAL);

        awaitFreshness(new FreshnessReport("texts", 0, 1, 500, false), fresh(900));
    }

    @Test
    void endOfInputIsNotReportedAsFreshness() throws Exception {
        write("a1");
        mark(Long.MAX_VALUE);
        writer.endInput();

        assertThat(database.inserts()).containsExactly(List.of("a1"));
        assertThat(freshness()).isEmpty();
    }

    @Test
    void failedInsertFailsTheTaskWithoutFreshness() throws Exception {
        write("a1");
        mark(500);
        database.breakDown();

        assertThatThrownBy(() -> writer.prepareSnapshotPreBarrier(1))
                .isInstanceOf(IOException.class)
                .hasMessage("the database is away");
        assertThat(freshness()).isEmpty();
    }

    @Test
    void failedInsertBetweenCheckpointsFailsTheTask() throws Exception {
        write("a1");
        database.breakDown();
        advance(INTERVAL);

        assertThatThrownBy(() -> await().pollInSameThread().until(() -> {
                    runMails();
                    return false;
                }))
                .hasMessageContaining("the database is away");
    }

    private void write(String row) throws Exception {
        writer.processElement(new StreamRecord<>(row));
    }

    private void mark(long timestamp) throws Exception {
        writer.processWatermark(new Watermark(timestamp));
    }

    private void advance(long millis) throws Exception {
        writer.setProcessingTime(writer.getProcessingTime() + millis);
    }

    private static FreshnessReport fresh(long asOf) {
        return new FreshnessReport("texts", 0, 1, asOf, true);
    }

    private List<FreshnessReport> freshness() {
        return writer.extractOutputValues();
    }

    private void awaitFreshness(FreshnessReport... expected) {
        await().pollInSameThread().untilAsserted(() -> {
            runMails();
            assertThat(freshness()).containsExactly(expected);
        });
    }

    /** Waits until the table has this many inserts and the writer has been notified. */
    private void awaitInserts(int count) {
        await().untilAsserted(() -> assertThat(database.inserts()).hasSize(count));
        runMailOfInsert();
    }

    /** The notification of an insert arrives shortly after it. */
    private void runMailOfInsert() {
        await().pollInSameThread().until(this::runMails);
    }

    /** Runs all pending mails. Returns whether there were any. */
    private boolean runMails() throws Exception {
        boolean ran = false;
        for (Optional<Mail> mail = writer.getTaskMailbox().tryTake(0);
                mail.isPresent();
                mail = writer.getTaskMailbox().tryTake(0)) {
            mail.get().run();
            ran = true;
        }
        return ran;
    }
}
