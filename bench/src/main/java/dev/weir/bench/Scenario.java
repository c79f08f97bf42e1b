// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.Console;
import dev.weir.testbed.DeveloperCommand;
import dev.weir.testbed.RunFolder;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A benchmark scenario, which is a command: {@code ./bench/run NAME}. */
abstract class Scenario extends DeveloperCommand {
    static final int NOT_EXACT = 1;

    final Console console = new Console(System.out);
    private final String name;

    Scenario(String name) {
        super("bench", name, "./bench/run " + name);
        this.name = name;
    }

    /**
     * Measures, and shows the results.
     *
     * @param folder a folder for all files that the scenario writes
     * @return the exit status
     */
    abstract int measure(Path folder) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try (RunFolder folder = takeFolder()) {
            console.beginClock();
            return measure(folder.root());
        }
    }

    final int measure(List<String> words) {
        return run(words);
    }

    final String name() {
        return name;
    }

    final String explanation() {
        return description();
    }

    /** Compares the views of a result with the events that were sent, and prints both. */
    final boolean isExact(String views, long events) {
        boolean isExact = views.equals(Long.toString(events));
        console.at(String.format(
                Locale.ROOT, "%s: %s views of %,d events", isExact ? "exact" : "NOT EXACT", views, events));
        return isExact;
    }

    /** Starts a stack, and adds the versions of its programs to those of the machine. */
    final TestStack started(Path folder, Machine machine) throws IOException {
        return started(folder, machine, Map.of());
    }

    /** @param environment {@code WEIR_} variables that differ from the defaults */
    final TestStack started(Path folder, Machine machine, Map<String, String> environment) throws IOException {
        TestStack opened = TestStack.open(folder, environment);
        try {
            opened.stack().start();
            machine.versions().putAll(Versions.of(opened.stack()));
            return opened;
        } catch (IOException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    final void show(Report report) throws IOException {
        Path results = sourceTree().resolve("bench/target/results");
        report.lines().forEach(console::line);
        report.writeTo(results);
        console.line("written: " + results.resolve(name + ".json") + " and " + name + ".svg");
    }
}
