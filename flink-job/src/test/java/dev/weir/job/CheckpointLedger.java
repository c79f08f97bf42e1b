// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.views.VideoViews;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The ledger of all subtasks together for one checkpoint. */
final class CheckpointLedger {
    /** The number of operators that report their clock. */
    private static final int CLOCKS = 5;

    private final Map<Account, Map<Long, Long>> amounts = new HashMap<>();
    private int clocks;

    /** The ledgers of the checkpoints in which every subtask took part. */
    static List<CheckpointLedger> whole(List<LedgerEntry> entries, int parallelism) {
        Map<Long, CheckpointLedger> ledger = new TreeMap<>();
        entries.forEach(entry -> ledger.computeIfAbsent(entry.checkpoint(), any -> new CheckpointLedger())
                .add(entry));
        return ledger.values().stream()
                .filter(each -> each.clocks == CLOCKS * parallelism)
                .toList();
    }

    private void add(LedgerEntry entry) {
        if (entry.account() == Account.CLOCK) {
            clocks++;
        } else if (entry.account() == Account.OFFSET) {
            of(entry.account()).merge(entry.key(), entry.amount(), Math::max);
        } else {
            of(entry.account()).merge(entry.key(), entry.amount(), Long::sum);
        }
    }

    /** The offset up to which a partition was read. */
    long offset(int partition) {
        return of(Account.OFFSET).getOrDefault((long) partition, 0L);
    }

    void assertExact(SampleOracle oracle) {
        assertThat(total(Account.READ)).isEqualTo(oracle.read());
        assertThat(total(Account.COUNTED)).isEqualTo(oracle.countedOffsets().size());
        assertThat(total(Account.LATE) + total(Account.MALFORMED))
                .isEqualTo(oracle.deadLetters().size());
        of(Account.READ).forEach((partition, read) -> assertThat(
                        List.of(Account.COUNTED, Account.DUPLICATES, Account.LATE, Account.MALFORMED).stream()
                                .mapToLong(account -> of(account).getOrDefault(partition, 0L))
                                .sum())
                .as("partition %s", partition)
                .isEqualTo(read));

        assertThat(total(Account.ACTIVITY)).isEqualTo(total(Account.COUNTED));
        assertThat(total(Account.EVENTS)).isEqualTo(total(Account.COUNTED));
        assertThat(of(Account.VIEW_EVENTS)).isEqualTo(of(Account.VIEWS));
        assertThat(of(Account.VIEWS))
                .isEqualTo(oracle.videoViewsDaily().stream()
                        .collect(Collectors.groupingBy(
                                row -> (long) row.day(), Collectors.summingLong(VideoViews::views))));
        assertThat(of(Account.DAU)).isEqualTo(users(oracle, ActivityCounts::dau));
        assertThat(of(Account.WAU)).isEqualTo(users(oracle, ActivityCounts::wau));
        assertThat(of(Account.MAU)).isEqualTo(users(oracle, ActivityCounts::mau));
    }

    private static Map<Long, Long> users(SampleOracle oracle, ToLongFunction<ActivityCounts> which) {
        return oracle.activeUsersOfAllDays().stream()
                .collect(Collectors.toMap(row -> (long) row.day(), which::applyAsLong));
    }

    private Map<Long, Long> of(Account account) {
        return amounts.computeIfAbsent(account, any -> new HashMap<>());
    }

    private long total(Account account) {
        return of(account).values().stream().mapToLong(Long::longValue).sum();
    }
}
