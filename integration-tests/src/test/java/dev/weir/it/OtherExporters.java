// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.local.clickhouse.EngineLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The metrics in alerts and dashboards that neither the gateway nor Flink measures, with their labels. */
final class OtherExporters {
    private static final String VOLUME = "persistentvolumeclaim";
    private static final String NAMESPACE = "namespace";

    /** By the kubelet, on each node. */
    private static final Map<String, Set<String>> KUBELET = Map.of(
            "kubelet_volume_stats_available_bytes", Set.of(NAMESPACE, VOLUME),
            "kubelet_volume_stats_capacity_bytes", Set.of(NAMESPACE, VOLUME));

    /** By kube-state-metrics. */
    private static final Map<String, Set<String>> KUBE_STATE_METRICS = Map.of(
            "kube_deployment_spec_replicas", Set.of(NAMESPACE, "deployment"),
            "kube_deployment_status_replicas_available", Set.of(NAMESPACE, "deployment"),
            "kube_statefulset_replicas", Set.of(NAMESPACE, "statefulset"),
            "kube_statefulset_status_replicas_ready", Set.of(NAMESPACE, "statefulset"));

    /** By ClickHouse on its port 9363, with a prefix: names in {@code system.metrics}. */
    static final Set<String> CLICKHOUSE_METRICS = Set.of("DelayedInserts", "ReadonlyReplica");

    /**
     * Names in {@code system.events} and {@code system.asynchronous_metrics}. The embedded engine has no row of an event
     * that has not happened, and no asynchronous metrics, so these names are looked for in its library.
     */
    static final Set<String> CLICKHOUSE_EVENTS = Set.of("RejectedInserts");

    static final Set<String> CLICKHOUSE_ASYNCHRONOUS_METRICS = Set.of(
            "FilesystemMainPathAvailableBytes",
            "FilesystemMainPathTotalBytes",
            "MaxPartCountForPartition",
            "ReplicasMaxAbsoluteDelay");

    private static final int CHUNK_BYTES = 8 << 20;
    private static final int LONGEST_NAME = 128;

    private OtherExporters() {}

    static Map<String, Set<String>> labelsOfMetrics() {
        Map<String, Set<String>> labels = new TreeMap<>(KUBELET);
        labels.putAll(KUBE_STATE_METRICS);
        CLICKHOUSE_METRICS.forEach(name -> labels.put("ClickHouseMetrics_" + name, Set.of()));
        CLICKHOUSE_EVENTS.forEach(name -> labels.put("ClickHouseProfileEvents_" + name, Set.of()));
        CLICKHOUSE_ASYNCHRONOUS_METRICS.forEach(name -> labels.put("ClickHouseAsyncMetrics_" + name, Set.of()));
        return labels;
    }

    /** Those of the names that the engine's library contains as a constant, which ends with a zero byte in C++. */
    static Set<String> namesInTheEngine(Set<String> names) throws IOException {
        Set<String> found = new TreeSet<>();
        byte[] bytes = new byte[CHUNK_BYTES + LONGEST_NAME];
        try (InputStream library = Files.newInputStream(EngineLibrary.path())) {
            int kept = 0;
            int read;
            while ((read = library.readNBytes(bytes, kept, bytes.length - kept)) > 0) {
                int length = kept + read;
                String chunk = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
                names.stream()
                        .filter(name -> chunk.contains("\0" + name + "\0"))
                        .forEach(found::add);
                // A name may lie across two chunks.
                kept = Math.min(LONGEST_NAME, length);
                System.arraycopy(bytes, length - kept, bytes, 0, kept);
            }
        }
        return found;
    }
}
