// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a client reports. */
final class RecordingListener implements ClientListener {
    private final List<FailedEvent> failed = new CopyOnWriteArrayList<>();
    private final List<RequestProblem> problems = new CopyOnWriteArrayList<>();

    @Override
    public void eventsFailed(List<FailedEvent> events) {
        failed.addAll(events);
    }

    @Override
    public void requestFailed(RequestProblem problem) {
        problems.add(problem);
    }

    List<FailedEvent> failed() {
        return List.copyOf(failed);
    }

    List<RequestProblem> problems() {
        return List.copyOf(problems);
    }
}
