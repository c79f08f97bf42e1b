// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import java.util.List;

class InMemoryPublisherTest extends EventPublisherContract {
    private final InMemoryPublisher publisher = new InMemoryPublisher(MAX_IN_FLIGHT_BYTES);

    @Override
    protected EventPublisher open() {
        return publisher;
    }

    @Override
    protected List<Event> written() {
        return publisher.events();
    }

    @Override
    protected void breakLog() {
        publisher.breakLog();
    }

    @Override
    protected void mendLog() {
        publisher.mendLog();
    }
}
