// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.proto.v1.IngestorGrpc;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The health service of gRPC: serving while events can be made durable. */
final class HealthUpdates {
    private final HealthStatusManager manager = new HealthStatusManager();
    private final Supplier<@Nullable String> problem;

    /** @param problem why events cannot be made durable now; null if they can */
    HealthUpdates(Supplier<@Nullable String> problem) {
        this.problem = problem;
        update();
    }

    BindableService service() {
        return manager.getHealthService();
    }

    void update() {
        ServingStatus status = problem.get() == null ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        manager.setStatus(IngestorGrpc.SERVICE_NAME, status);
    }

    /** Reports from now on that nothing is served. */
    void drain() {
        manager.enterTerminalState();
    }
}
