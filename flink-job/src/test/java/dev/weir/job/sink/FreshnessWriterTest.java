// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreshnessWriterTest {
    private static final long INTERVAL = FreshnessWriter.INTERVAL.toMillis();
    private static final long WITHOUT_ROWS = FreshnessWriter.INTERVAL_WITHOUT_ROWS.toMillis();
    private static final long SHORT_INTERVAL_AFTER_ROWS = FreshnessWriter.SHORT_INTERVAL_AFTER_ROWS.toMillis();

    /** The freshness in each insert, by table. */
    private final List<Map<String, Long>> inserts = new ArrayList<>();

    private final TestProcessingTimeService clock = new TestProcessingTimeService();

    private FreshnessWriter writer;

    @BeforeEach
    void open() throws Exception {
        clock.setCurrentTime(1_000_000);
        writer = new FreshnessWriter(rows -> inserts.add(decode(rows)), clock);
        advance(WITHOUT_ROWS);
    }

    @Test
    void writesTheTablesTogetherAndSoonAfterRows() throws Exception {
        say("events", 0, 1, 500, true);
        say("minutes", 0, 1, 400, false);
        advance(INTERVAL);

        assertThat(inserts).containsExactly(Map.of("events", 500L, "minutes", 400L));
    }

    @Test
    void tablesWithoutRowsBecomeFreshSoonAfterOthers() throws Exception {
        say("events", 0, 1, 500, true);
        advance(INTERVAL);
        advance(SHORT_INTERVAL_AFTER_ROWS - 3 * INTERVAL);
        say("minutes", 0, 1, 600, false);
        advance(INTERVAL);

        assertThat(inserts).containsExactly(Map.of("events", 500L), Map.of("minutes", 600L));
    }

    @Test
    void writesOncePerSecondWithoutRows() throws Exception {
        for (int i = 0; i < 3 * WITHOUT_ROWS / INTERVAL; i++) {
            say("events", 0, 1, 500 + i, false);
            advance(INTERVAL);
        }

        assertThat(inserts).hasSize(3);
    }

    @Test
    void tableIsAsFreshAsItsSlowestWriter() throws Exception {
        say("events", 0, 2, 500, true);
        advance(INTERVAL);
        assertThat(inserts).isEmpty();

        say("events", 1, 2, 300, true);
        advance(INTERVAL);
        say("events", 0, 2, 700, true);
        advance(INTERVAL);
        say("events", 1, 2, 600, true);
        advance(INTERVAL);

        assertThat(inserts).containsExactly(Map.of("events", 300L), Map.of("events", 600L));
    }

    @Test
    void checkpointInsertsBufferedRows() throws Exception {
        say("events", 0, 1, 500, false);

        writer.flush(false);
        writer.flush(false);

        assertThat(inserts).containsExactly(Map.of("events", 500L));
    }

    private void say(String table, int subtask, int writers, long asOf, boolean afterRows) throws Exception {
        writer.write(new FreshnessReport(table, subtask, writers, asOf, afterRows), new NoContext());
    }

    private void advance(long millis) throws Exception {
        for (long passed = 0; passed < millis; passed += INTERVAL) {
            clock.advance(INTERVAL);
        }
    }

    private static Map<String, Long> decode(RowBinary rows) throws IOException {
        Map<String, Long> decoded = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(rows.asStream())) {
            while (in.available() > 0) {
                String name = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                decoded.put(name, Long.reverseBytes(in.readLong()));
            }
        }
        return decoded;
    }

    private static final class NoContext implements SinkWriter.Context {
        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
            return 0L;
        }
    }
}
