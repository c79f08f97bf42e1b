// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** A job that reads views of one user from one partition, keeps a correct ledger, and updates its tables at once. */
final class SimulatedJob {
    static final ComparisonScope ALL = new ComparisonScope(0, 100_000, EnumSet.allOf(LedgerColumn.class));

    private final Map<String, NavigableMap<Long, Long>> amounts = new HashMap<>();
    private int epoch = 1;
    private long checkpoint = 1;

    SimulatedJob() {
        at("clock", 0, Long.MAX_VALUE);
    }

    /** Continues from a page, as a new run of the job does. */
    static SimulatedJob from(Ledger page) {
        SimulatedJob job = new SimulatedJob().in(page.epoch(), page.checkpoint());
        page.amounts().forEach((account, byKey) -> job.amounts.put(account, new TreeMap<>(byKey)));
        return job;
    }

    /** Reads a view that happened on a day. */
    SimulatedJob view(long day) {
        read();
        add("counted", 0, 1);
        add("activity", 0, 1);
        add("events", day, 1);
        add("view_events", day, 1);
        add("views", day, 1);
        return this;
    }

    SimulatedJob duplicate() {
        read();
        add("duplicates", 0, 1);
        return this;
    }

    SimulatedJob malformed() {
        read();
        add("malformed", 0, 1);
        return this;
    }

    private void read() {
        amounts.computeIfAbsent("first_offset", any -> new TreeMap<>()).putIfAbsent(0L, 0L);
        add("read", 0, 1);
        add("offset", 0, 1);
    }

    SimulatedJob in(int newEpoch, long newCheckpoint) {
        epoch = newEpoch;
        checkpoint = newCheckpoint;
        return this;
    }

    /** Overwrites an amount in the ledger. */
    SimulatedJob at(String account, long key, long amount) {
        amounts.computeIfAbsent(account, any -> new TreeMap<>()).put(key, amount);
        return this;
    }

    private void add(String account, long key, long amount) {
        amounts.computeIfAbsent(account, any -> new TreeMap<>()).merge(key, amount, Long::sum);
    }

    Ledger ledger() {
        Map<String, NavigableMap<Long, Long>> copy = new HashMap<>();
        amounts.forEach((account, byKey) -> copy.put(account, new TreeMap<>(byKey)));
        return new Ledger(epoch, checkpoint, Instant.EPOCH, copy);
    }

    /** The correct sums of the tables, in epoch 1. */
    StoredSums stored() {
        return new StoredSums(tables(), 1);
    }

    /** The correct sums of the tables. */
    Map<LedgerColumn, SortedMap<Long, Long>> tables() {
        Map<LedgerColumn, SortedMap<Long, Long>> tables = new EnumMap<>(LedgerColumn.class);
        for (LedgerColumn column : LedgerColumn.values()) {
            tables.put(column, new TreeMap<>(column.applied(ledger())));
        }
        return tables;
    }

    /** The log if the job has read everything. */
    LogOffsets log() {
        return log(ledger().of("offset", 0));
    }

    static LogOffsets log(long end) {
        return new LogOffsets(Map.of(0, new LogOffsets.Span(0, end)));
    }
}
