package dev.weir.job.sink;

import dev.weir.event.Event;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.Progress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.views.VideoViews;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tables that the job writes, column by column. */
final class Tables {
    /** Of a row with several texts of ordinary length. */
    private static final int ROW_BYTES = 500;

    private Tables() {}

    static Table<VideoViews> videoViewsDaily(Version version) {
        return videoViews("video_views_daily", "day", version);
    }

    static Table<VideoViews> videoViews30d(Version version) {
        return videoViews("video_views_30d", "as_of", version);
    }

    private static Table<VideoViews> videoViews(String name, String dayColumn, Version version) {
        return new Table<>(
                name,
                String.format(
                        Locale.ROOT,
                        "INSERT INTO weir.%s_store (%s, video_id, views, version) VALUES (?, ?, ?, ?)",
                        name,
                        dayColumn),
                (statement, row) -> {
                    statement.setObject(1, LocalDate.ofEpochDay(row.day()));
                    statement.setString(2, row.videoId());
                    statement.setLong(3, row.views());
                    statement.setLong(4, version.of(row.views()));
                },
                row -> List.of(row.day(), row.videoId()));
    }

    static Table<ActivityCounts> activeUsersDaily(Version version) {
        return new Table<>(
                "active_users_daily",
                "INSERT INTO weir.active_users_daily_store (day, dau, wau, mau) VALUES (?, ?, ?, ?)",
                (statement, row) -> {
                    statement.setObject(1, LocalDate.ofEpochDay(row.day()));
                    // Each number is its own version: after a restart one may be ahead while another is still behind.
                    statement.setLong(2, version.of(row.dau()));
                    statement.setLong(3, version.of(row.wau()));
                    statement.setLong(4, version.of(row.mau()));
                },
                ActivityCounts::day);
    }

    static Table<MinuteEvents> eventsPerMinute(Version version) {
        return new Table<>(
                "events_per_minute",
                "INSERT INTO weir.events_per_minute_store (minute, type, events, version) VALUES (?, ?, ?, ?)",
                (statement, row) -> {
                    statement.setObject(1, utc(TimeUnit.MINUTES.toMillis(row.minute())));
                    statement.setString(2, row.type());
                    statement.setLong(3, row.events());
                    statement.setLong(4, version.of(row.events()));
                },
                row -> List.of(row.minute(), row.type()));
    }

    static Table<ReceivedEvent> events() {
        return new Table<>(
                "events",
                """
                INSERT INTO weir.events_store \
                (event_id, type, timestamp, received_at, user_id, video_id, session_id, value, properties_json, \
                partition, offset) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (statement, row) -> {
                    Event event = row.event();
                    statement.setString(1, event.eventId());
                    statement.setString(2, event.type());
                    statement.setObject(3, utc(event.timestamp()));
                    statement.setObject(4, utc(row.receivedAt()));
                    statement.setString(5, event.userId());
                    statement.setString(6, orEmpty(event.videoId()));
                    statement.setString(7, orEmpty(event.sessionId()));
                    statement.setObject(8, event.value());
                    statement.setString(9, orEmpty(event.properties()));
                    statement.setInt(10, row.partition());
                    statement.setLong(11, row.offset());
                },
                row -> List.of(row.partition(), row.offset()),
                row -> ROW_BYTES + length(row.event().properties()));
    }

    static Table<DeadLetter> deadLetters(Version version) {
        return new Table<>(
                "dead_letters",
                """
                INSERT INTO weir.dead_letters_store \
                (failed_at, reason, detail, topic, partition, offset, key, payload, epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (statement, row) -> {
                    statement.setObject(1, utc(row.failedAt()));
                    statement.setString(2, row.reason());
                    statement.setString(3, row.detail());
                    statement.setString(4, row.topic());
                    statement.setInt(5, row.partition());
                    statement.setLong(6, row.offset());
                    // Not setBytes, which clickhouse-jdbc 0.11.0 takes for null when it writes binary rows.
                    statement.setObject(7, orEmpty(row.key()));
                    statement.setObject(8, orEmpty(row.payload()));
                    statement.setInt(9, version.epoch());
                },
                row -> List.of(row.topic(), row.partition(), row.offset()),
                row -> ROW_BYTES + row.detail().length() + orEmpty(row.key()).length + orEmpty(row.payload()).length);
    }

    /** One row a table; the key is the table's name. */
    static Table<Freshness> freshness() {
        return new Table<>(
                "freshness",
                "INSERT INTO weir.freshness_store (table_name, as_of) VALUES (?, ?)",
                (statement, row) -> {
                    statement.setString(1, row.tableName());
                    statement.setObject(2, utc(row.asOf()));
                },
                Freshness::tableName);
    }

    /** @param leastVisibleFrom below which freshness may be of a run that had read less */
    static Table<Progress> progress(long leastVisibleFrom) {
        return new Table<>(
                "progress",
                "INSERT INTO weir.progress_store (partition, next_offset, visible_from) VALUES (?, ?, ?)",
                (statement, row) -> {
                    statement.setInt(1, row.partition());
                    statement.setLong(2, row.nextOffset());
                    statement.setObject(3, utc(Math.max(row.watermark(), leastVisibleFrom)));
                },
                Progress::partition);
    }

    /** Of each line of the books the latest stands. */
    static Table<LedgerRow> ledger(Version version) {
        return new Table<>(
                "ledger",
                """
                INSERT INTO weir.ledger_store (epoch, checkpoint, account, key, amount, noted_at, version, life) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (statement, row) -> {
                    statement.setInt(1, version.epoch());
                    statement.setLong(2, row.checkpoint());
                    statement.setString(3, row.line().account().wireName());
                    statement.setLong(4, row.line().key());
                    statement.setLong(5, row.line().amount());
                    statement.setObject(6, utc(row.notedAt()));
                    statement.setLong(7, version.of(row.number()));
                    statement.setLong(8, version.of(row.life()));
                },
                row -> List.of(row.line().account(), row.line().key()));
    }

    private static ZonedDateTime utc(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atZone(ZoneOffset.UTC);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static byte[] orEmpty(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
