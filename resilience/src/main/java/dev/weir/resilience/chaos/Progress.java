// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.testbed.Console;
import dev.weir.testbed.Repeated;
import dev.weir.testbed.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints the progress of the events every few seconds. */
final class Progress implements AutoCloseable {
    private final Repeated printing;
    private final DriverLog driver;
    private final Witness witness;
    private final Console console;

    private Progress(Duration pause, DriverLog driver, Witness witness, Console console) {
        this.driver = driver;
        this.witness = witness;
        this.console = console;
        this.printing = Repeated.withPause(pause, this::print);
    }

    static Progress every(Duration interval, DriverLog driver, Witness witness, Console console) {
        return new Progress(interval, driver, witness, console);
    }

    void print() {
        DriverLog.Counts counts = driver.counts();
        Witness.Reading latest = witness.latest();
        String lag = latest.asOf().equals(Instant.EPOCH)
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f s",
                        Duration.between(latest.asOf(), Instant.now()).toMillis() / 1000.0);
        console.at(String.format(
                Locale.ROOT,
                "       posted %,d · acknowledged %,d · visible %,d · lag %s",
                counts.posted(),
                counts.acknowledged(),
                latest.views(),
                lag));
    }

    @Override
    public void close() throws InterruptedException {
        printing.close();
    }
}
