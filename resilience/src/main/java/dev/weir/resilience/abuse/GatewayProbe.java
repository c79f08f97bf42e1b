// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.local.Component;
import dev.weir.local.StackException;
import dev.weir.testbed.ProcessorTime;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Observes a running gateway from outside: the kernel's figures of its process, and its heap metrics. Linux only. */
final class GatewayProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Component gateway;
    private final WeirClient management;

    GatewayProbe(Component gateway, URI management) {
        this.gateway = gateway;
        this.management = new WeirClient(management, PATIENCE);
    }

    Sample sample() throws IOException {
        Path process = Path.of("/proc", Long.toString(gateway.pid()));
        List<String> status = Files.readAllLines(process.resolve("status"));
        return new Sample(
                heap("jvm_memory_used_bytes"),
                number(status, "VmRSS:") << 10,
                descriptors(),
                (int) number(status, "Threads:"),
                ProcessorTime.of(gateway.pid()).toMillis());
    }

    int descriptors() throws IOException {
        return Descriptors.of(gateway.pid());
    }

    /** The maximum size of the heap (-Xmx), in bytes. */
    long heapBound() throws IOException {
        return heap("jvm_memory_max_bytes");
    }

    /** Runs a garbage collection, so that the heap holds only live objects. */
    void collectGarbage() throws IOException {
        jcmd("GC.run");
    }

    String threadDump() throws IOException {
        return jcmd("Thread.print");
    }

    private String jcmd(String command) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("jcmd " + command + " failed: " + output.strip());
            }
            return output;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while jcmd ran", interrupted);
        }
    }

    /** The sum of a gauge over the heap's pools. A pool without a maximum reports -1. */
    private long heap(String gauge) throws IOException {
        return (long) management
                .get("/prometheus")
                .samples(gauge + "{area=\"heap\"")
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" ", 2)[0])
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
