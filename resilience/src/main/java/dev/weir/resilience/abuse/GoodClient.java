// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The good client, in its own process so that only the gateway and the machine can delay it.
 *
 * <p>It writes a line for each {@link Attempt}. A line of input ends its schedule; it then exits when all batches are
 * acknowledged. At the end of its input it exits at once.
 */
public final class GoodClient {
    /** A separate source address, because limits apply by address. */
    static final int HOST = 2;

    private static final long FINISHED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private GoodClient() {}

    /** @param arguments the gateway's port, and the newest timestamp of an event in milliseconds since 1970 */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Workload workload = new Workload("good", Instant.ofEpochMilli(Long.parseLong(arguments[1])));
        OpenLoop work = new OpenLoop(workload, attempt -> System.out.println(attempt.line()));
        try (EventLoop loop = new EventLoop("good-client", port, HOST, work).start()) {
            if (System.in.read() >= 0) {
                work.finish();
                long deadline = System.nanoTime() + FINISHED_WITHIN_NANOS;
                while (!work.isDone() && System.nanoTime() - deadline < 0) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        }
    }
}
