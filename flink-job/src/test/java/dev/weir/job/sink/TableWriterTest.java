package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.job.decode.DeadLetter;
import dev.weir.job.views.VideoViews;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableWriterTest {
    private static final Table<VideoViews> TABLE = Tables.videoViewsDaily(new Version(1));
    private static final long INTERVAL = 250;
    private static final Pace PACE =
            new Pace(Duration.ofMillis(INTERVAL), Duration.ofMillis(4 * INTERVAL), 2, 3, 1_000);

    /** Everything that reached the database, in its order. */
    private final List<Object> database = new ArrayList<>();

    private final Buffer<VideoViews> rows = new Buffer<>(database);
    private final Buffer<Freshness> freshness = new Buffer<>(database);
    private final TestProcessingTimeService clock = new TestProcessingTimeService();

    private TableWriter<VideoViews> writer;

    @BeforeEach
    void open() throws Exception {
        clock.setCurrentTime(1_000);
        writer = new TableWriter<>(TABLE, rows, freshness, PACE, clock);
    }

    @Test
    void laterRowStandsForTheEarlierOneOfItsKey() throws Exception {
        write(views("v", 1));
        write(views("w", 7));
        write(views("v", 2));
        assertThat(database).isEmpty();

        writer.flush(false);

        assertThat(database).containsExactlyInAnyOrder(views("v", 2), views("w", 7));
    }

    @Test
    void writesEveryMoment() throws Exception {
        write(views("v", 1));
        clock.advance(INTERVAL - 1);
        assertThat(database).isEmpty();

        clock.advance(1);
        assertThat(database).containsExactly(views("v", 1));

        write(views("v", 2));
        clock.advance(INTERVAL);
        assertThat(database).containsExactly(views("v", 1), views("v", 2));
    }

    @Test
    void waitsForMoreWhereThereAreManyRows() throws Exception {
        write(views("v", 1));
        write(views("w", 1));
        clock.advance(3 * INTERVAL);
        write(views("v", 2));
        assertThat(database).isEmpty();

        clock.advance(INTERVAL);
        assertThat(database).containsExactlyInAnyOrder(views("v", 2), views("w", 1));

        write(views("v", 3));
        clock.advance(INTERVAL);
        assertThat(database).endsWith(views("v", 3));
    }

    @Test
    void writesWhenThereAreManyRowsButNotThatTheyAreAll() throws Exception {
        writer.writeWatermark(new Watermark(500));
        write(views("a", 1));
        write(views("b", 1));
        write(views("b", 2));
        assertThat(database).isEmpty();

        write(views("c", 1));

        assertThat(database).containsExactlyInAnyOrder(views("a", 1), views("b", 2), views("c", 1));
    }

    @Test
    void writesWhenTheRowsAreLarge() throws Exception {
        List<Object> written = new ArrayList<>();
        try (TableWriter<DeadLetter> letters =
                new TableWriter<>(Tables.deadLetters(new Version(1)), new Buffer<>(written), freshness, PACE, clock)) {
            letters.write(letter(400), new NoContext());
            assertThat(written).isEmpty();
            letters.write(letter(700), new NoContext());
            assertThat(written).hasSize(2);

            letters.write(letter(401), new NoContext());
            assertThat(written).hasSize(2);
        }
    }

    @Test
    void freshnessComesAfterTheRows() throws Exception {
        write(views("v", 1));
        writer.writeWatermark(new Watermark(500));
        write(views("w", 1));
        clock.advance(4 * INTERVAL);

        assertThat(database).containsExactly(views("v", 1), views("w", 1), fresh(500));
    }

    @Test
    void freshnessIsNotedWithoutRowsAndOnlyWhenItIsNew() throws Exception {
        writer.writeWatermark(new Watermark(500));
        clock.advance(INTERVAL);
        clock.advance(INTERVAL);
        writer.writeWatermark(new Watermark(900));
        clock.advance(INTERVAL);

        assertThat(database).containsExactly(fresh(500), fresh(900));
    }

    @Test
    void freshnessNeverGoesBack() throws Exception {
        writer.writeWatermark(new Watermark(500));
        writer.flush(false);
        writer.writeWatermark(new Watermark(400));
        writer.flush(false);

        assertThat(database).containsExactly(fresh(500));
    }

    @Test
    void endOfTheInputIsNoFreshness() throws Exception {
        write(views("v", 1));
        writer.writeWatermark(Watermark.MAX_WATERMARK);
        writer.flush(true);

        assertThat(database).containsExactly(views("v", 1));
    }

    @Test
    void rowsThatCannotBeWrittenFailTheTaskAndLeaveFreshnessAlone() throws Exception {
        write(views("v", 1));
        writer.writeWatermark(new Watermark(500));
        rows.broken = true;

        assertThatThrownBy(() -> clock.advance(INTERVAL)).isInstanceOf(IOException.class);
        assertThat(database).isEmpty();
    }

    @Test
    void closesBothAndNeverFailsToBecauseThatWouldEndTheTaskManager() {
        rows.broken = true;

        writer.close();

        assertThat(rows.closed).isTrue();
        assertThat(freshness.closed).isTrue();
    }

    private void write(VideoViews row) throws Exception {
        writer.write(row, new NoContext());
    }

    private static VideoViews views(String videoId, long views) {
        return new VideoViews(20_500, videoId, views);
    }

    private static DeadLetter letter(int bytes) {
        return new DeadLetter(0, DeadLetter.MALFORMED, "", "events", 0, bytes, null, new byte[bytes]);
    }

    private static Freshness fresh(long asOf) {
        return new Freshness("video_views_daily", asOf);
    }

    /** A writer as the connector's: what is written reaches the database with the next flush. */
    private static final class Buffer<T> implements SinkWriter<T> {
        private final List<Object> database;
        private final List<T> written = new ArrayList<>();

        private boolean broken;
        private boolean closed;

        Buffer(List<Object> database) {
            this.database = database;
        }

        @Override
        public void write(T row, Context context) {
            written.add(row);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            failIfBroken();
            database.addAll(written);
            written.clear();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            failIfBroken();
        }

        private void failIfBroken() throws IOException {
            if (broken) {
                throw new IOException("the database is away");
            }
        }
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
