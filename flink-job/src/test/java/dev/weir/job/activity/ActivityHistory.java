package dev.weir.job.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.KeyedBookkeepingOperator;
import dev.weir.job.testing.ReceivedEvents;
import dev.weir.job.time.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * The three steps from events to active users, one after the other, with what they have written so far: of each day the
 * last row, as the table would show it.
 */
final class ActivityHistory implements AutoCloseable {
    private final Retention retention;
    private final ActivityFold fold = new ActivityFold();
    private final Map<Integer, ActivityCounts> rows = new TreeMap<>();

    private KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, Activation> users;
    private KeyedOneInputStreamOperatorTestHarness<Integer, ActivityCounts, ActivityCounts> days;
    private int rowsOfTheLastStep;

    ActivityHistory(Retention retention) throws Exception {
        this.retention = retention;
        this.users = createUsers();
        this.days = createDays();
        users.open();
        days.open();
    }

    void event(String userId, long timestamp) throws Exception {
        users.processElement(ReceivedEvents.of("login", userId, "", timestamp), timestamp);
        sumUp();
    }

    void watermark(long timestamp) throws Exception {
        users.processWatermark(timestamp);
        sumUp();
        days.processWatermark(timestamp);
        readRows();
    }

    void restart() throws Exception {
        OperatorSubtaskState usersState = users.snapshot(1, 1);
        OperatorSubtaskState daysState = days.snapshot(1, 1);
        close();
        users = createUsers();
        days = createDays();
        users.initializeState(usersState);
        days.initializeState(daysState);
        users.open();
        days.open();
    }

    Map<Integer, ActivityCounts> rows() {
        return rows;
    }

    int rowsOfTheLastStep() {
        return rowsOfTheLastStep;
    }

    int stateEntries() {
        return users.numKeyedStateEntries() + days.numKeyedStateEntries();
    }

    int timersOfUsers() {
        return users.numEventTimeTimers();
    }

    int timers() {
        return users.numEventTimeTimers() + days.numEventTimeTimers();
    }

    @Override
    public void close() throws Exception {
        users.close();
        days.close();
    }

    private void sumUp() throws Exception {
        users.extractOutputValues().forEach(fold::add);
        users.getOutput().clear();
        List<ActivityCounts> changes = new ArrayList<>();
        fold.drainTo(changes::add);
        for (ActivityCounts change : changes) {
            days.processElement(change, 0);
        }
        readRows();
    }

    private void readRows() {
        rowsOfTheLastStep = 0;
        for (ActivityCounts row : days.extractOutputValues()) {
            rowsOfTheLastStep++;
            ActivityCounts before = rows.put(row.day(), row);
            if (before != null) {
                assertThat(row.dau()).isGreaterThanOrEqualTo(before.dau());
                assertThat(row.wau()).isGreaterThanOrEqualTo(before.wau());
                assertThat(row.mau()).isGreaterThanOrEqualTo(before.mau());
            }
        }
        days.getOutput().clear();
    }

    private KeyedOneInputStreamOperatorTestHarness<String, ReceivedEvent, Activation> createUsers() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedBookkeepingOperator<>(new ActivityFunction(retention)),
                received -> received.event().userId(),
                Types.STRING,
                128,
                1,
                0);
    }

    private KeyedOneInputStreamOperatorTestHarness<Integer, ActivityCounts, ActivityCounts> createDays()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedBookkeepingOperator<>(new ActiveUsersFunction(retention)),
                ActivityCounts::day,
                Types.INT,
                128,
                1,
                0);
    }
}
