// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One process of the stack: starts it, waits until it is ready, and stops it.
 *
 * <p>Thread-safe. Only one call at a time starts or stops the process.
 */
public final class Component {
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration POLL_EVERY = Duration.ofMillis(50);

    /** Checks whether the process is ready. May throw an exception while it is not. */
    @FunctionalInterface
    public interface Readiness {
        boolean isReady() throws Exception;
    }

    private final String name;
    private final BoundedLog log;
    private final Supplier<ProcessBuilder> process;
    private final Readiness readiness;
    private final Duration stopWithin;

    private volatile @Nullable Process running;
    private volatile boolean wasReady;
    private volatile boolean wanted;
    private volatile boolean retired;

    /**
     * @param process creates the command for each start
     * @param stopWithin how long the process may take to end after SIGTERM
     */
    public Component(
            String name, Path log, Supplier<ProcessBuilder> process, Readiness readiness, Duration stopWithin) {
        this.name = name;
        this.log = new BoundedLog(log, BoundedLog.MOST_BYTES);
        this.process = process;
        this.readiness = readiness;
        this.stopWithin = stopWithin;
    }

    /** The command for a new JVM with the class path of this process. The JVM ends when this process ends. */
    public static ProcessBuilder java(
            List<String> options, Class<?> main, List<String> arguments, Map<String, String> environment) {
        return java(System.getProperty("java.class.path"), options, main.getName(), arguments, environment);
    }

    /**
     * The command for a new JVM, which ends when this process ends.
     *
     * @param classPath must contain {@link Child}
     * @param environment replaces all {@code WEIR_} variables of this process
     */
    public static ProcessBuilder java(
            String classPath,
            List<String> options,
            String main,
            List<String> arguments,
            Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                // Ctrl-C and closing the terminal signal the whole process group. Only the supervisor may react,
                // because it stops the processes in a fixed order.
                "trap '' HUP INT; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.add(Child.class.getName());
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("WEIR_"));
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", classPath);
        return builder;
    }

    public String name() {
        return name;
    }

    /** The name in messages to the user. */
    String title() {
        return name.equals("clickhouse")
                ? "ClickHouse"
                : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** The file that receives the output of the process. */
    public Path log() {
        return log.file();
    }

    /** Truncates the log if it is too large. */
    void boundLog() throws IOException {
        log.bound();
    }

    /** Starts the process without waiting until it is ready. Does nothing if the process already runs. */
    synchronized void launch() {
        if (!isAlive()) {
            wanted = true;
            wasReady = false;
            refuseRetired();
            running = newProcess();
        }
    }

    /**
     * Starts the process unless {@link #launch} already did, and waits until it is ready. Does nothing if it already
     * is.
     */
    public synchronized void start() {
        @Nullable Process launched = wanted && !wasReady ? running : null;
        if (launched == null) {
            launch();
            launched = running;
        }
        if (!wasReady && launched != null) {
            awaitReady(launched);
        }
    }

    /** Sends SIGTERM, and SIGKILL if the process takes too long to end. */
    public void stop() {
        wanted = false; // Also aborts a start that is still waiting.
        terminate();
    }

    /** Stops the process and prevents every later start, including one that another thread is about to make. */
    void retire() {
        retired = true;
        stop();
    }

    private void refuseRetired() {
        if (retired) {
            wanted = false;
            throw new StackException(name + " was stopped while it started.");
        }
    }

    private synchronized void terminate() {
        @Nullable Process current = running;
        if (current == null) {
            return;
        }
        current.toHandle().destroy();
        if (!endsWithin(current, stopWithin)) {
            destroy();
        }
        closeInput(current);
    }

    /** Sends SIGKILL and waits until the process has ended. */
    public void kill() {
        wanted = false;
        destroy();
    }

    private synchronized void destroy() {
        @Nullable Process current = running;
        if (current == null) {
            return;
        }
        current.toHandle().destroyForcibly();
        if (!endsWithin(current, READY_WITHIN)) {
            throw new StackException(name + " did not end after SIGKILL; its process is " + current.pid() + ".");
        }
        closeInput(current);
    }

    /** Sends SIGKILL and does not wait. */
    void signalKill() {
        @Nullable Process current = running;
        wanted = false;
        if (current != null) {
            current.toHandle().destroyForcibly();
        }
    }

    public synchronized void restart() {
        stop();
        start();
    }

    public boolean isAlive() {
        @Nullable Process current = running;
        return current != null && current.isAlive();
    }

    /** True if {@link #start} would do nothing. */
    boolean isStarted() {
        return wasReady && isAlive();
    }

    /** @throws IllegalStateException if the process was never started */
    public long pid() {
        @Nullable Process current = running;
        if (current == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return current.pid();
    }

    /** How the process ended. Empty while it runs, or if it was never started. */
    Optional<Ending> ending() {
        @Nullable Process current = running;
        return current == null || current.isAlive() ? Optional.empty() : Optional.of(new Ending(current.exitValue()));
    }

    /** The exit status of the process. Empty while it runs, or if it was never started. */
    public OptionalInt exitStatus() {
        return ending().stream().mapToInt(Ending::status).findFirst();
    }

    /** True if the process ended unexpectedly. */
    public boolean hasDied() {
        return wanted && wasReady && !isAlive();
    }

    /** An error for an unexpected end: how the process ended, the cause if it is known, and where the log is. */
    StackException failure(Ending ending) {
        return ending.isKill()
                ? new StackException(title() + " stopped unexpectedly (" + ending
                        + "): it was killed by a person, or by the system because memory ran out (see dmesg). Its"
                        + " log is " + log.file() + ".")
                : failure("stopped unexpectedly (" + ending + ")");
    }

    /** An error with this text, the cause according to the log, and where the log is. */
    StackException failure(String what) {
        return new StackException(title() + " " + what + "." + why());
    }

    private String why() {
        List<String> cause = log.cause();
        return cause.isEmpty()
                ? " Its log is " + log.file() + "."
                : cause.stream()
                        .map(line -> "\n  " + line)
                        .collect(Collectors.joining("", " Its last lines:", "\nIts log is " + log.file() + "."));
    }

    private Process newProcess() {
        try {
            log.begin();
            return process.get()
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .start();
        } catch (IOException failure) {
            throw new StackException(name + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    private void awaitReady(Process started) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers()) {
            if (endsWithin(started, POLL_EVERY)) {
                wanted = false;
                throw failure("stopped while it started (" + new Ending(started.exitValue()) + ")");
            }
            refuseRetired();
            if (!wanted) {
                throw new StackException(name + " was stopped while it started.");
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw failure("was not ready within " + READY_WITHIN.toSeconds() + " s");
            }
        }
        wasReady = true;
    }

    private boolean answers() {
        try {
            return readiness.isReady();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + name + " started", interrupted);
        } catch (Exception notYet) {
            return false;
        }
    }

    private static boolean endsWithin(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while waiting for a process", interrupted);
        }
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyBroken) {
            // The process is gone.
        }
    }
}
