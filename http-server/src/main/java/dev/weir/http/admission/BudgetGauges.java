// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/**
 * Exports budgets to Prometheus as {@code weir_budget_used} and {@code weir_budget_limit}. The {@code budget} label
 * names the budget and its unit.
 */
public final class BudgetGauges {
    private BudgetGauges() {}

    /** @param name such as {@code body_bytes} */
    public static void show(MeterRegistry meters, String name, ByteBudget budget) {
        show(meters, name, budget::usedBytes, budget.limitBytes());
    }

    /** @param name such as {@code requests} */
    public static void show(MeterRegistry meters, String name, Supplier<Number> used, long limit) {
        Gauge.builder("weir.budget.used", used)
                .description("The part of the budget that is in use")
                .tag("budget", name)
                .register(meters);
        Gauge.builder("weir.budget.limit", () -> limit)
                .description("The size of the budget; beyond it requests are refused")
                .tag("budget", name)
                .register(meters);
    }
}
