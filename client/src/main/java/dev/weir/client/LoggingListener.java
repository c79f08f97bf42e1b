// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Logs problems, without contents of events. */
final class LoggingListener implements ClientListener {
    private static final Logger LOGGER = System.getLogger(WeirClient.class.getName());

    @Override
    public void eventsFailed(List<FailedEvent> events) {
        FailedEvent first = events.get(0);
        LOGGER.log(
                Level.ERROR,
                "Weir did not get events: count={0} reason={1} first_event_id={2} first_code={3} first_message={4}",
                events.size(),
                first.reason(),
                first.eventId(),
                first.code(),
                first.message());
    }

    @Override
    public void requestFailed(RequestProblem problem) {
        LOGGER.log(
                problem.retryIn().isZero() ? Level.ERROR : Level.WARNING,
                "A request to Weir failed: status={0} code={1} events={2} retry_in={3} message={4}",
                problem.status(),
                problem.code(),
                problem.events(),
                problem.retryIn(),
                problem.message());
    }
}
