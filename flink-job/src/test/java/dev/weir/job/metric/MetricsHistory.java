// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.KeyedLedgerOperator;
import dev.weir.job.ledger.Tally;
import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.metric.MetricRow.Member;
import dev.weir.job.metric.MetricRow.Skipped;
import dev.weir.job.testing.ParallelOperator;
import dev.weir.job.time.StateRetention;
import dev.weir.metric.MetricDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.jspecify.annotations.Nullable;

/** Measures events, runs the metrics function, and keeps the rows as the tables would show them. */
final class MetricsHistory implements AutoCloseable {
    /** The sorting key of the table. */
    record RowKey(long definition, Interval interval, long start, List<String> groups) {}

    private final Map<RowKey, Measured> rows = new HashMap<>();
    private final Set<Member> members = new HashSet<>();
    private final Map<Long, Long> skipped = new HashMap<>();
    private final MetricSums sums;
    private final ParallelOperator<Tuple2<Long, Integer>, MetricChange, MetricRow> operator;
    private int emitted;
    private long watermark;

    MetricsHistory(List<MetricDefinition> definitions, StateRetention retention, int maxGroups, int cachedTotals)
            throws Exception {
        sums = new MetricSums(definitions);
        operator = new ParallelOperator<>(
                () -> new KeyedLedgerOperator<>(new MetricsFunction(definitions, retention, maxGroups, cachedTotals)),
                MetricsFunction::keyOf,
                Types.TUPLE(Types.LONG, Types.INT));
    }

    void events(ReceivedEvent... events) throws Exception {
        for (ReceivedEvent event : events) {
            sums.add(event);
        }
        flush();
    }

    /** Adds an event to the sums that the next flush passes on. */
    void add(ReceivedEvent event) {
        sums.add(event);
    }

    void flush() throws Exception {
        if (sums.size() == 0) {
            return;
        }
        List<MetricChange> changes = new ArrayList<>();
        sums.drainTo(changes::add);
        for (MetricChange change : changes) {
            operator.process(change, 0);
        }
        // The watermark lets the rows go out.
        watermark(watermark);
    }

    void watermark(long timestamp) throws Exception {
        watermark = timestamp;
        operator.watermark(timestamp);
        readRows();
    }

    /** Restarts from a checkpoint, at a time of the wall clock. */
    void restart(int parallelism, long now) throws Exception {
        operator.restart(parallelism, now);
    }

    Tally checkpoint() throws Exception {
        return operator.checkpoint();
    }

    Map<RowKey, Measured> rows() {
        return rows;
    }

    @Nullable
    Measured row(MetricDefinition definition, Interval interval, long start, String... groups) {
        return rows.get(new RowKey(definition.id(), interval, start, List.of(groups)));
    }

    Set<Member> members() {
        return members;
    }

    /** By the id of the definition. */
    Map<Long, Long> skipped() {
        return skipped;
    }

    /** How many rows were emitted so far. */
    int emitted() {
        return emitted;
    }

    int stateEntries() {
        return operator.stateEntries();
    }

    int timers() {
        return operator.timers();
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }

    private void readRows() {
        for (MetricRow row : operator.takeOutput()) {
            emitted++;
            RowKey key = new RowKey(row.definition(), row.interval(), row.start(), Groups.decode(row.groups()));
            // Of several rows for a key, the table shows the one with the most events, and of these the last one.
            rows.merge(key, row.total(), (one, other) -> other.events() >= one.events() ? other : one);
        }
        members.addAll(operator.takeSideOutput(MetricRow.MEMBERS));
        for (Skipped row : operator.takeSideOutput(MetricRow.SKIPPED)) {
            skipped.merge(row.definition(), row.events(), Math::max);
        }
    }
}
