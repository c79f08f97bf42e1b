// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.KeyedLedgerOperator;
import dev.weir.job.ledger.Tally;
import dev.weir.job.testing.ParallelOperator;
import dev.weir.job.testing.ReceivedEvents;
import dev.weir.job.time.StateRetention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Chains the three steps from events to active users, and keeps the last row written for each day, as the table would
 * show it.
 */
final class ActivityHistory implements AutoCloseable {
    private final ActivitySums sums = new ActivitySums();
    private final Map<Integer, ActivityCounts> rows = new TreeMap<>();

    private final ParallelOperator<String, ReceivedEvent, Activation> users;
    private final ParallelOperator<Integer, ActivityCounts, ActivityCounts> days;
    private StateRetention retention;
    private int rowsOfTheLastStep;

    ActivityHistory(StateRetention retention) throws Exception {
        this.retention = retention;
        users = new ParallelOperator<>(
                () -> new KeyedLedgerOperator<>(new ActivityFunction(this.retention)),
                received -> received.event().userId(),
                Types.STRING);
        days = new ParallelOperator<>(
                () -> new KeyedLedgerOperator<>(new ActiveUsersFunction(this.retention)),
                ActivityCounts::day,
                Types.INT);
    }

    void event(String userId, long timestamp) throws Exception {
        event("login", userId, timestamp);
    }

    void event(String type, String userId, long timestamp) throws Exception {
        users.process(ReceivedEvents.of(type, userId, "", timestamp), timestamp);
        sumUp();
    }

    void watermark(long timestamp) throws Exception {
        users.watermark(timestamp);
        sumUp();
        days.watermark(timestamp);
        readRows();
    }

    void restart(int parallelism) throws Exception {
        users.restart(parallelism);
        days.restart(parallelism);
    }

    void restart(int parallelism, StateRetention changed) throws Exception {
        retention = changed;
        restart(parallelism);
    }

    /** Takes a checkpoint and returns the ledger of both operators. */
    Tally checkpoint() throws Exception {
        Tally ledger = users.checkpoint();
        days.checkpoint().forEach(ledger::add);
        return ledger;
    }

    Map<Integer, ActivityCounts> rows() {
        return rows;
    }

    int rowsOfTheLastStep() {
        return rowsOfTheLastStep;
    }

    int stateEntries() {
        return users.stateEntries() + days.stateEntries();
    }

    int timersOfUsers() {
        return users.timers();
    }

    int timers() {
        return users.timers() + days.timers();
    }

    @Override
    public void close() throws Exception {
        users.close();
        days.close();
    }

    private void sumUp() throws Exception {
        users.takeOutput().forEach(sums::add);
        List<ActivityCounts> changes = new ArrayList<>();
        sums.drainTo(changes::add);
        for (ActivityCounts change : changes) {
            days.process(change, 0);
        }
        readRows();
    }

    private void readRows() {
        rowsOfTheLastStep = 0;
        for (ActivityCounts row : days.takeOutput()) {
            rowsOfTheLastStep++;
            ActivityCounts before = rows.put(row.day(), row);
            if (before != null) {
                assertThat(row.dau()).isGreaterThanOrEqualTo(before.dau());
                assertThat(row.wau()).isGreaterThanOrEqualTo(before.wau());
                assertThat(row.mau()).isGreaterThanOrEqualTo(before.mau());
            }
        }
    }
}
