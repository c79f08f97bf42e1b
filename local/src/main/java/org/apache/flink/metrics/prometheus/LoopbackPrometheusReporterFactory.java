// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.metrics.prometheus;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Creates a {@link LoopbackPrometheusReporter} on the port in Flink's configuration,
 * {@code metrics.reporter.<name>.port}.
 */
public final class LoopbackPrometheusReporterFactory implements MetricReporterFactory {
    @Override
    public LoopbackPrometheusReporter createMetricReporter(Properties properties) {
        return new LoopbackPrometheusReporter(Integer.parseInt(properties.getProperty("port")));
    }
}
