// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs several tasks at the same time, and returns when all are done or one has failed. */
final class Concurrently {
    private Concurrently() {}

    static void run(Runnable... tasks) {
        run(List.of(tasks));
    }

    static void run(List<Runnable> tasks) {
        CompletableFuture<?>[] all = tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, work -> new Thread(work).start()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException own ? own : failure;
        }
    }
}
