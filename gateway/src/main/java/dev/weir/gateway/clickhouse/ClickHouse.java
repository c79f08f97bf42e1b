// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import dev.weir.configuration.ClickHouseEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The ClickHouse server: one heartbeat and one circuit breaker, and pools of connections.
 *
 * <p>Whether the server responds is one fact, so all pools share it. Each kind of work has its own pool, so that slow
 * statements of one kind leave the connections of the others free. ClickHouse may be down when this is built.
 */
public final class ClickHouse implements AutoCloseable {
    private final ClickHouseEndpoint endpoint;
    private final MeterRegistry meters;
    private final Heartbeat heartbeat;
    private final Circuit circuit = new Circuit();
    private final List<ClickHousePool> pools = new CopyOnWriteArrayList<>();

    /** Starts to ping the server. */
    public ClickHouse(ClickHouseEndpoint endpoint, MeterRegistry meters) {
        this.endpoint = endpoint;
        this.meters = meters;
        this.heartbeat = Heartbeat.of(endpoint).measuredBy(meters);
        circuit.showIn(meters);
    }

    /**
     * Opens a pool, which is closed together with this object.
     *
     * @param name the name of the pool, for logs and metrics
     * @param size how many statements may run at a time
     * @param timeout how long a statement may take
     */
    public ClickHousePool pool(String name, int size, Duration timeout) {
        ClickHousePool pool = new ClickHousePool(name, endpoint, size, timeout, heartbeat, circuit).measuredBy(meters);
        pools.add(pool);
        return pool;
    }

    /** Returns why ClickHouse is not ready, as a sentence, or null if it is ready. */
    public @Nullable String problem() {
        return heartbeat.problem();
    }

    @Override
    public void close() {
        pools.forEach(ClickHousePool::close);
        heartbeat.close();
    }
}
