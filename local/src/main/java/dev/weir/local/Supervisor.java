// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Restarts components that end unexpectedly while the others keep running, and reports it. Gives up if a component
 * keeps ending.
 *
 * <p>One thread watches all components. Each component that is being restarted has another thread.
 */
final class Supervisor implements AutoCloseable {
    private static final Duration WATCH_EVERY = Duration.ofMillis(500);

    private static final Map<String, String> MEANWHILE = Map.of(
            "gateway", "Requests fail until it is back; producers retry.",
            "kafka", "The gateway responds with 503 until it is back; producers retry.",
            "clickhouse", "Events are still accepted; the numbers follow when it is back.",
            "flink", "Events are still accepted; the numbers follow when it is back.");

    private final Map<Component, Watched> watched = new HashMap<>();
    private final Consumer<String> lines;
    private final Consumer<StackException> giveUp;
    private final Predicate<Component> mayContinue;
    private final Thread thread = new Thread(this::watch, "supervisor");

    private volatile boolean closed;

    /** The state of one component. The watching thread or the starting thread uses it, but never both at once. */
    private static final class Watched {
        private final RestartPolicy policy;
        private long readySince = System.nanoTime();
        private volatile boolean isBeingStarted;
        private boolean isLeft;

        Watched(Duration firstPause) {
            policy = new RestartPolicy(firstPause);
        }
    }

    private Supervisor(
            List<Component> components,
            Duration firstPause,
            Predicate<Component> mayContinue,
            Consumer<String> lines,
            Consumer<StackException> giveUp) {
        components.forEach(component -> watched.put(component, new Watched(firstPause)));
        this.lines = lines;
        this.giveUp = giveUp;
        this.mayContinue = mayContinue;
    }

    /**
     * Starts watching.
     *
     * @param mayContinue is asked repeatedly about a job that was stopped with a savepoint
     * @param lines receives messages for the user
     * @param giveUp receives the reason; nothing is watched after that
     */
    static Supervisor start(
            List<Component> components,
            Predicate<Component> mayContinue,
            Consumer<String> lines,
            Consumer<StackException> giveUp) {
        return start(components, RestartPolicy.FIRST_PAUSE, mayContinue, lines, giveUp);
    }

    static Supervisor start(
            List<Component> components,
            Duration firstPause,
            Predicate<Component> mayContinue,
            Consumer<String> lines,
            Consumer<StackException> giveUp) {
        Supervisor supervisor = new Supervisor(components, firstPause, mayContinue, lines, giveUp);
        supervisor.thread.setDaemon(true);
        supervisor.thread.start();
        return supervisor;
    }

    /**
     * Stops watching. The caller must then {@linkplain Component#retire retire} the components, because one may be
     * starting.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!closed) {
                watched.forEach(this::look);
                Thread.sleep(WATCH_EVERY.toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Component component, Watched state) {
        try {
            component.boundLog();
        } catch (IOException unbounded) {
            // The disk may be full. The component that runs into this reports it.
        }
        if (state.isBeingStarted || !component.hasDied()) {
            return;
        }
        if (state.isLeft) {
            if (mayContinue.test(component)) {
                state.isLeft = false;
                startAgain(component, state, Duration.ZERO, "start-" + component.name());
            }
            return;
        }
        Optional<Ending> ending = component.ending();
        if (ending.isEmpty()) {
            return; // Another thread has just started it again.
        }
        if (component.name().equals("flink") && ending.get().status() == 0) {
            state.isLeft = true;
            say(component.title()
                    + " was stopped with a savepoint, and stays stopped. Events are still accepted. Restart ./run, or"
                    + " use ./ops scale, to continue from the savepoint.");
            return;
        }
        Duration ran = Duration.ofNanos(System.nanoTime() - state.readySince);
        startAgainOrGiveUp(
                component,
                state,
                String.valueOf(component.failure(ending.get()).getMessage()),
                state.policy.ended(ran));
    }

    private void startAgainOrGiveUp(Component component, Watched state, String what, Optional<Duration> pause) {
        if (closed) {
            return;
        }
        if (pause.isEmpty()) {
            close();
            giveUp.accept(new StackException(what + "\nIt has ended " + RestartPolicy.MOST_ENDS
                    + " times without running for " + RestartPolicy.STABLE.toSeconds()
                    + " s, so ./run stops. Fix the cause and start ./run again; it keeps your data."));
            return;
        }
        say(what);
        say("It will be restarted in " + seconds(pause.get()) + " s. "
                + MEANWHILE.getOrDefault(component.name(), "The others continue."));
        startAgain(component, state, pause.get(), "start-" + component.name());
    }

    private void startAgain(Component component, Watched state, Duration pause, String threadName) {
        state.isBeingStarted = true;
        Thread start = new Thread(() -> startAgain(component, state, pause), threadName);
        start.setDaemon(true);
        start.start();
    }

    private void startAgain(Component component, Watched state, Duration pause) {
        long begin = System.nanoTime();
        try {
            Thread.sleep(pause.toMillis());
            if (closed) {
                return;
            }
            component.start();
            state.readySince = System.nanoTime();
            say(String.format(
                    Locale.ROOT,
                    "%s is back after %.1f s, as process %d.",
                    component.title(),
                    Duration.ofNanos(state.readySince - begin).toMillis() / 1000.0,
                    component.pid()));
            state.isBeingStarted = false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (StackException failed) {
            startAgainOrGiveUp(
                    component, state, String.valueOf(failed.getMessage()), state.policy.ended(Duration.ZERO));
        }
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0
                ? Long.toString(time.toSeconds())
                : Double.toString(time.toMillis() / 1_000.0);
    }

    private void say(String line) {
        if (!closed) {
            lines.accept(line);
        }
    }
}
