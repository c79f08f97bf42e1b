// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FilterBudgetTest {
    private final AtomicInteger subtasks = new AtomicInteger();

    @Test
    void foldsTheFinestAndLargestFirst() {
        FilterBudget budget = new FilterBudget(100 * 64, subtasks);
        IdentityFilter large = full(60, budget);
        IdentityFilter small = full(40, budget);
        budget.enforce();
        assertThat(large.folds() + small.folds()).isZero();
        assertThat(budget.usedShare()).isEqualTo(1);

        IdentityFilter next = full(10, budget);
        budget.enforce();
        assertThat(large.folds()).isEqualTo(1);
        assertThat(small.folds() + next.folds()).isZero();

        IdentityFilter last = full(50, budget);
        budget.enforce();
        assertThat(last.folds()).isEqualTo(1);
        assertThat(large.folds()).isEqualTo(1);
        assertThat(budget.usedBytes()).isEqualTo((30 + 40 + 10 + 25) * 64 - 20 * 64);
        assertThat(small.folds()).isEqualTo(1);
    }

    @Test
    void subtasksOfAProcessHaveEqualShares() {
        FilterBudget first = new FilterBudget(100 * 64, subtasks);
        full(50, first);
        assertThat(first.usedShare()).isEqualTo(0.5);

        FilterBudget second = new FilterBudget(100 * 64, subtasks);
        assertThat(first.usedShare()).isEqualTo(1);

        second.close();
        second.close();
        assertThat(first.usedShare()).isEqualTo(0.5);
    }

    @Test
    void doesNotFailIfNoFilterCanBeFolded() {
        FilterBudget budget = new FilterBudget(1, subtasks);
        IdentityFilter filter = full(50, budget);

        budget.enforce();

        assertThat(filter.bytes()).isEqualTo(64);
        assertThat(budget.usedShare()).isEqualTo(1);
    }

    @Test
    void closedFilterReleasesItsMemory() {
        FilterBudget budget = new FilterBudget(100 * 64, subtasks);
        full(50, budget).close();

        assertThat(budget.usedBytes()).isZero();
        assertThat(budget.usedShare()).isZero();
    }

    /** A filter that is smaller than one part, so that the first identity allocates all of it. */
    private static IdentityFilter full(int lines, FilterBudget budget) {
        IdentityFilter filter = new IdentityFilter(lines, 0, budget);
        filter.add(1, 1);
        return filter;
    }
}
