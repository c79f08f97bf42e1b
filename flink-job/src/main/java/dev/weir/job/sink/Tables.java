// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.event.Event;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReadProgress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.metric.Groups;
import dev.weir.job.metric.Measured;
import dev.weir.job.metric.MetricRow;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.views.VideoViews;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricValue;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tables that the job writes, with their columns. */
final class Tables {
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
                String.format(Locale.ROOT, "INSERT INTO weir.%s_store (%s, video_id, views, version)", name, dayColumn),
                (out, row) -> {
                    out.date(row.day());
                    out.string(row.videoId());
                    out.uint64(row.views());
                    out.uint64(version.of(row.views()));
                },
                row -> List.of(row.day(), row.videoId()));
    }

    static Table<ActivityCounts> activeUsersDaily(Version version) {
        return new Table<>(
                "active_users_daily",
                "INSERT INTO weir.active_users_daily_store (day, dau, wau, mau)",
                (out, row) -> {
                    out.date(row.day());
                    // Each count is its own version: after a restart, one of them may be ahead while another is still
                    // behind.
                    out.uint64(version.of(row.dau()));
                    out.uint64(version.of(row.wau()));
                    out.uint64(version.of(row.mau()));
                },
                ActivityCounts::day);
    }

    static Table<MinuteEvents> eventsPerMinute(Version version) {
        return new Table<>(
                "events_per_minute",
                "INSERT INTO weir.events_per_minute_store (minute, type, events, version)",
                (out, row) -> {
                    out.dateTime(TimeUnit.MINUTES.toMillis(row.minute()));
                    out.string(row.type());
                    out.uint64(row.events());
                    out.uint64(version.of(row.events()));
                },
                row -> List.of(row.minute(), row.type()));
    }

    static Table<MetricRow> metricValues(Version version) {
        return new Table<>(
                "metric_values",
                """
                INSERT INTO weir.metric_values_store \
                (definition, interval, start, group_1, group_2, group_3, group_4, events, sum, min, max, last, last_at, \
                last_offset, last_partition, buckets, uniques, version)""",
                (out, row) -> {
                    Measured total = row.total();
                    out.uint64(row.definition());
                    out.enum8(row.interval().code());
                    out.dateTime(TimeUnit.MINUTES.toMillis(row.start()));
                    groups(out, row.groups());
                    out.uint64(total.events());
                    out.decimal256(total.sum(), MetricValue.SCALE);
                    out.decimal256(total.min(), MetricValue.SCALE);
                    out.decimal256(total.max(), MetricValue.SCALE);
                    out.decimal256(total.last(), MetricValue.SCALE);
                    out.dateTime64(total.lastAt());
                    out.uint64(total.lastOffset());
                    out.uint32(total.lastPartition());
                    out.uint64Array(total.buckets());
                    out.uint64(total.uniques());
                    // The job emits a total only if it contains the events of every earlier one.
                    out.uint64(version.of(total.events()));
                },
                row -> List.of(row.definition(), row.interval(), row.start(), row.groups()),
                MetricRow::bytes);
    }

    /** Needs no key: a value is written once per quarter of an hour. Only a restart repeats rows. */
    static Table<MetricRow.Member> metricMembers() {
        return new Table<>(
                "metric_members",
                """
                INSERT INTO weir.metric_members_store \
                (definition, quarter, group_1, group_2, group_3, group_4, member)""",
                (out, row) -> {
                    out.uint64(row.definition());
                    out.dateTime(TimeUnit.MINUTES.toMillis(row.quarter()));
                    groups(out, row.groups());
                    out.string(row.member());
                },
                null);
    }

    static Table<MetricRow.Skipped> metricSkipped(Version version) {
        return new Table<>(
                "metric_skipped",
                "INSERT INTO weir.metric_skipped_store (definition, day, events, version)",
                (out, row) -> {
                    out.uint64(row.definition());
                    out.date(row.day());
                    out.uint64(row.events());
                    out.uint64(version.of(row.events()));
                },
                row -> List.of(row.definition(), row.day()));
    }

    /** Needs no key: a day is complete once. Only a restart repeats rows. */
    static Table<MetricRow.FilledDay> metricFilledDays() {
        return new Table<>(
                "metric_filled_days",
                "INSERT INTO weir.metric_filled_days_store (definition, day, visible_from)",
                (out, row) -> {
                    out.uint64(row.definition());
                    out.date(row.day());
                    out.dateTime64(row.visibleFrom());
                },
                null);
    }

    private static void groups(RowBinary out, String encoded) {
        List<String> groups = Groups.decode(encoded);
        for (int i = 0; i < MetricDefinition.MAX_GROUP_FIELDS; i++) {
            out.string(i < groups.size() ? groups.get(i) : "");
        }
    }

    /**
     * Needs no key: a record of the log is counted once. Only a restart repeats rows, and the table collapses those.
     */
    static Table<ReceivedEvent> events() {
        return new Table<>(
                "events",
                """
                INSERT INTO weir.events_store \
                (event_id, type, timestamp, received_at, user_id, video_id, session_id, value, properties_json, \
                partition, offset)""",
                (out, row) -> {
                    Event event = row.event();
                    out.string(event.eventId());
                    out.string(event.type());
                    out.dateTime64(event.timestamp());
                    out.dateTime64(row.receivedAt());
                    out.string(event.userId());
                    out.stringOrEmpty(event.videoId());
                    out.stringOrEmpty(event.sessionId());
                    out.nullableFloat64(event.value());
                    out.stringOrEmpty(event.properties());
                    out.uint32(row.partition());
                    out.uint64(row.offset());
                },
                null);
    }

    /** Needs no key: only a restart repeats rows, and the table collapses those. */
    static Table<DeadLetterRecord> deadLetters(Version version) {
        return new Table<>(
                "dead_letters",
                """
                INSERT INTO weir.dead_letters_store \
                (failed_at, reason, detail, topic, partition, offset, key, payload, epoch)""",
                (out, row) -> {
                    out.dateTime64(row.failedAt());
                    out.string(row.reason());
                    out.string(row.detail());
                    out.string(row.topic());
                    out.uint32(row.partition());
                    out.uint64(row.offset());
                    out.string(orEmpty(row.key()));
                    out.string(orEmpty(row.payload()));
                    out.uint16(version.epoch());
                },
                null);
    }

    /** One row per table. */
    static Table<TableFreshness> freshness() {
        return new Table<>(
                "freshness",
                "INSERT INTO weir.freshness_store (table_name, as_of)",
                (out, row) -> {
                    out.string(row.tableName());
                    out.dateTime64(row.asOf());
                },
                null);
    }

    /** @param leastVisibleFrom the lowest freshness to refer to; a lower one may stem from a run that had read less */
    static Table<ReadProgress> progress(long leastVisibleFrom) {
        return new Table<>(
                "progress",
                "INSERT INTO weir.progress_store (partition, next_offset, visible_from)",
                (out, row) -> {
                    out.uint32(row.partition());
                    out.uint64(row.nextOffset());
                    out.dateTime64(Math.max(row.watermark(), leastVisibleFrom));
                },
                null);
    }

    /** Of each ledger line, the row with the highest version counts. */
    static Table<LedgerRow> ledger(Version version) {
        return new Table<>(
                "ledger",
                "INSERT INTO weir.ledger_store (epoch, checkpoint, account, key, amount, noted_at, version, life)",
                (out, row) -> {
                    out.uint16(version.epoch());
                    out.uint64(row.checkpoint());
                    out.string(row.line().account().wireName());
                    out.int64(row.line().key());
                    out.int64(row.line().amount());
                    out.dateTime64(row.notedAt());
                    out.uint64(version.of(row.page()));
                    out.uint64(version.of(row.run()));
                },
                null);
    }

    private static byte[] orEmpty(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
