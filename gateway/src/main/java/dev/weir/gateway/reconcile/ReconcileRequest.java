package dev.weir.gateway.reconcile;

import java.time.Duration;

/**
 * What one {@code GET /reconcile} asks for.
 *
 * @param patience how long to wait for the books to cover what the tables have
 */
record ReconcileRequest(Scope scope, Duration patience) {}
