package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Flink's reporter for Prometheus, listening on loopback alone; Flink's own listens on every address of the machine, and
 * cannot be told otherwise. It stands in Flink's package because only there can the registry be reached.
 */
final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {
    private final HTTPServer server;

    LoopbackPrometheusReporter(int port) {
        try {
            server = new HTTPServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), registry, /* daemon */ true);
        } catch (IOException taken) {
            throw new UncheckedIOException("The job's metrics cannot be had on port " + port + ".", taken);
        }
    }

    @Override
    public void close() {
        server.stop();
        super.close();
    }
}
