// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log of one partition, a job and its tables. They proceed at random whenever the reconciler reads from them or
 * waits.
 *
 * <p>Events arrive, the job reads, tables are flushed independently, checkpoints complete, and pages are published or
 * skipped. Old records are deleted from the log, and new days begin. The job fails over, is restored from an older
 * savepoint, or is rebuilt.
 */
final class SimulatedWeir implements ComparisonSources, Reconciler.Time {
    private static final List<LedgerColumn> COLUMNS = List.of(LedgerColumn.values());
    private static final int FIRST_DAY = 100;
    private static final long MILLIS_OF_A_DAY = 86_400_000;

    /** A table's value for a key. A value of a later epoch, or a larger one of the same epoch, replaces it. */
    private record Cell(int epoch, long amount) {}

    private final Random random;
    private final Map<LedgerColumn, SortedMap<Long, Cell>> tables = new EnumMap<>(LedgerColumn.class);
    private final List<Ledger> checkpoints = new ArrayList<>();

    /** The days of the events, by offset. */
    private List<Integer> log = new ArrayList<>();

    private SimulatedJob job = new SimulatedJob().at("clock", 0, Long.MIN_VALUE);
    private Ledger shown = Ledger.EMPTY;
    private int begin;
    private int position;
    private int today = FIRST_DAY;
    private int epoch = 1;
    private long checkpoint;
    private long nanos;
    private boolean isStill;

    SimulatedWeir(long seed) {
        random = new Random(seed);
        for (LedgerColumn column : LedgerColumn.values()) {
            tables.put(column, new TreeMap<>());
        }
    }

    void goOn(int steps) {
        for (int i = 0; i < steps && !isStill; i++) {
            step();
        }
    }

    /** Counts and publishes everything; nothing happens after that. */
    void settle() {
        tick();
        read(Integer.MAX_VALUE);
        complete(true);
        isStill = true;
    }

    private void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> log.add(today - random.nextInt(3));
            case 5, 6, 7, 8 -> read(1 + random.nextInt(3));
            case 9, 10, 11, 12 -> flush(COLUMNS.get(random.nextInt(COLUMNS.size())));
            case 13, 14 -> complete(random.nextInt(4) > 0);
            case 15 -> tick();
            case 16 -> {
                if (random.nextInt(4) == 0) {
                    today++;
                }
            }
            case 17 -> expire();
            case 18 -> {
                if (random.nextInt(3) == 0 && !checkpoints.isEmpty()) {
                    goBackTo(random.nextInt(4) == 0 ? random.nextInt(checkpoints.size()) : checkpoints.size() - 1);
                }
            }
            default -> {
                if (random.nextInt(20) == 0 && begin == 0) {
                    rebuild();
                }
            }
        }
    }

    private void read(int atMost) {
        for (int i = 0; i < atMost; i++) {
            if (position > log.size() || position < begin) {
                // As a consumer with the reset policy "earliest" does.
                position = begin;
            }
            if (position >= log.size()) {
                return;
            }
            int offset = position++;
            int day = log.get(offset);
            if (day % 7 == 0 && offset % 5 == 0) {
                job.malformed();
            } else if (offset % 6 == 0) {
                job.duplicate();
            } else {
                job.view(day);
            }
            boolean isFirst = job.ledger().of("read", 0) == 1;
            job.at("first_offset", 0, isFirst ? offset : Math.min(job.ledger().of("first_offset", 0), offset));
            job.at("offset", 0, isFirst ? offset + 1L : Math.max(job.ledger().of("offset", 0) - 1, offset + 1L));
        }
    }

    private void tick() {
        job.at("clock", 0, today * MILLIS_OF_A_DAY);
    }

    private void flush(LedgerColumn column) {
        SortedMap<Long, Cell> cells = Objects.requireNonNull(tables.get(column));
        // These two tables contain rows, not counts. A rebuild writes the same rows again.
        int version = column == LedgerColumn.EVENTS || column == LedgerColumn.DEAD_LETTERS ? 0 : epoch;
        column.applied(job.ledger()).forEach((key, amount) -> {
            Cell cell = cells.get(key);
            if (cell == null || cell.epoch() < version || (cell.epoch() == version && cell.amount() < amount)) {
                cells.put(key, new Cell(version, amount));
            }
        });
    }

    private void complete(boolean isShown) {
        for (LedgerColumn column : LedgerColumn.values()) {
            flush(column);
        }
        Ledger page = job.in(epoch, ++checkpoint).ledger();
        checkpoints.add(page);
        if (isShown) {
            shown = page;
        }
    }

    /** Deletes only records that all checkpoints have read and the published page covers. */
    private void expire() {
        if (!checkpoints.isEmpty() && random.nextInt(5) == 0) {
            long read = checkpoints.stream()
                    .mapToLong(page -> page.of("offset", 0))
                    .min()
                    .orElse(0);
            begin = (int) Math.max(begin, Math.min(read, shown.of("offset", 0)));
        }
    }

    private void goBackTo(int index) {
        Ledger page = checkpoints.get(index);
        checkpoints.subList(index + 1, checkpoints.size()).clear();
        checkpoint = page.checkpoint();
        position = (int) page.of("offset", 0);
        // The clock is not known before the first watermark.
        job = SimulatedJob.from(page).at("clock", 0, Long.MIN_VALUE);
    }

    private void rebuild() {
        epoch++;
        checkpoints.clear();
        position = 0;
        job = new SimulatedJob().at("clock", 0, Long.MIN_VALUE);
    }

    // Faults.

    /** Changes a sum and returns its key, or -1 if there is no such sum. */
    long spoil(LedgerColumn column, int by) {
        SortedMap<Long, Cell> cells = Objects.requireNonNull(tables.get(column));
        List<Long> keys = cells.entrySet().stream()
                .filter(cell -> cell.getValue().amount() + by >= 0 && column.isDue(shown, cell.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        if (keys.isEmpty()) {
            return -1;
        }
        long key = keys.get(random.nextInt(keys.size()));
        cells.computeIfPresent(key, (any, cell) -> new Cell(cell.epoch(), cell.amount() + by));
        return key;
    }

    void loseEndOfLog() {
        isStill = false;
        log = new ArrayList<>(log.subList(0, (int) Math.max(0, shown.of("offset", 0) - 1)));
        begin = Math.min(begin, log.size());
        isStill = true;
    }

    void makeTopicAnew(int events) {
        log = new ArrayList<>();
        begin = 0;
        for (int i = 0; i < events; i++) {
            log.add(today);
        }
    }

    void deleteUnread() {
        log.add(today);
        log.add(today);
        begin = log.size() - 1;
    }

    /** The job reads the rest of the log and publishes a page. */
    void readOn() {
        read(Integer.MAX_VALUE);
        complete(true);
    }

    // The reconciler's view.

    @Override
    public Ledger ledger() {
        goOn(random.nextInt(6));
        return shown;
    }

    @Override
    public StoredSums stored(ComparisonScope scope) {
        Map<LedgerColumn, SortedMap<Long, Long>> sums = new EnumMap<>(LedgerColumn.class);
        int highest = 0;
        for (LedgerColumn column : LedgerColumn.values()) {
            goOn(random.nextInt(6));
            SortedMap<Long, Long> byKey = new TreeMap<>();
            for (Map.Entry<Long, Cell> cell :
                    Objects.requireNonNull(tables.get(column)).entrySet()) {
                byKey.put(cell.getKey(), cell.getValue().amount());
                highest = Math.max(highest, cell.getValue().epoch());
            }
            sums.put(column, byKey);
        }
        return new StoredSums(sums, highest);
    }

    @Override
    public LogOffsets offsets() {
        goOn(random.nextInt(6));
        return new LogOffsets(Map.of(0, new LogOffsets.Span(begin, log.size())));
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration pause) {
        nanos += pause.toNanos();
        goOn(random.nextInt(12));
    }
}
