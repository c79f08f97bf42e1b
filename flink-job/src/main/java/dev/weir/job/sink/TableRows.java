// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReadProgress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.metric.MetricRow;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.views.VideoViews;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The streams of rows, one per table. */
public record TableRows(
        DataStream<ReceivedEvent> events,
        DataStream<VideoViews> videoViewsDaily,
        DataStream<VideoViews> videoViews30d,
        DataStream<ActivityCounts> activeUsersDaily,
        DataStream<MinuteEvents> eventsPerMinute,
        DataStream<MetricRow> metricValues,
        DataStream<MetricRow.Member> metricMembers,
        DataStream<MetricRow.Skipped> metricSkipped,
        DataStream<MetricRow.FilledDay> metricFilledDays,
        DataStream<DeadLetterRecord> deadLetters,
        DataStream<ReadProgress> progress,
        DataStream<LedgerEntry> ledger) {}
