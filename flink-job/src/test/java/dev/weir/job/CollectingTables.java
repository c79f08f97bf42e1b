// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReadProgress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.metric.MetricRow;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.sink.TableRows;
import dev.weir.job.sink.TableSinks;
import dev.weir.job.testing.CollectingSink;
import dev.weir.job.views.VideoViews;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Collects the rows of all tables in memory. */
record CollectingTables(
        CollectingSink<VideoViews> videoViewsDaily,
        CollectingSink<VideoViews> videoViews30d,
        CollectingSink<ActivityCounts> activeUsersDaily,
        CollectingSink<MinuteEvents> eventsPerMinute,
        CollectingSink<MetricRow> metricValues,
        CollectingSink<MetricRow.Member> metricMembers,
        CollectingSink<MetricRow.Skipped> metricSkipped,
        CollectingSink<MetricRow.FilledDay> metricFilledDays,
        CollectingSink<ReceivedEvent> events,
        CollectingSink<DeadLetterRecord> deadLetters,
        CollectingSink<LedgerEntry> ledger,
        CollectingSink<ReadProgress> progress)
        implements TableSinks {
    CollectingTables() {
        this(
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>());
    }

    @Override
    public void write(TableRows rows) {
        write(rows.videoViewsDaily(), videoViewsDaily);
        write(rows.videoViews30d(), videoViews30d);
        write(rows.activeUsersDaily(), activeUsersDaily);
        write(rows.eventsPerMinute(), eventsPerMinute);
        write(rows.metricValues(), metricValues);
        write(rows.metricMembers(), metricMembers);
        write(rows.metricSkipped(), metricSkipped);
        write(rows.metricFilledDays(), metricFilledDays);
        write(rows.events(), events);
        write(rows.deadLetters(), deadLetters);
        write(rows.ledger(), ledger);
        write(rows.progress(), progress);
    }

    private static <T> void write(DataStream<T> rows, CollectingSink<T> sink) {
        rows.sinkTo(sink).setParallelism(1);
    }
}
