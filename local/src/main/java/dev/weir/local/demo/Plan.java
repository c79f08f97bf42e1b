// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.SplittableRandom;

/** What a user of the service pays. */
enum Plan {
    FREE("0"),
    BASIC("4.99"),
    PRO("9.99"),
    FAMILY("14.99"),
    YEARLY("99.00");

    private final BigDecimal price;

    Plan(String price) {
        this.price = new BigDecimal(price);
    }

    /** Most users choose a cheap one. */
    static Plan pick(SplittableRandom random) {
        double uniform = random.nextDouble();
        return values()[(int) (uniform * uniform * values().length)];
    }

    static Plan pickPaid(SplittableRandom random) {
        double uniform = random.nextDouble();
        return values()[1 + (int) (uniform * uniform * (values().length - 1))];
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    BigDecimal price() {
        return price;
    }
}
