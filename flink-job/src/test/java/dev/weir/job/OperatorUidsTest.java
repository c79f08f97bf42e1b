// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.dedup.UserShards;
import dev.weir.job.settings.CountingSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** Flink finds the state in a savepoint by operator uid. Changing a uid loses the state behind it. */
class OperatorUidsTest {
    private static final Map<String, String> NAMES_BY_UID = Map.ofEntries(
            Map.entry("log", "Source: events"),
            Map.entry("decode", "decode"),
            Map.entry("deduplicate", "deduplicate"),
            Map.entry("events-sink", "events-sink"),
            Map.entry("activity", "activity"),
            Map.entry("activity-sums", "activity-sums"),
            Map.entry("active-users", "active-users"),
            Map.entry("active-users-daily-sink", "active-users-daily-sink"),
            Map.entry("view-sums", "view-sums"),
            Map.entry("video-views", "video-views"),
            Map.entry("video-views-daily-sink", "video-views-daily-sink"),
            Map.entry("video-views-30d-sink", "video-views-30d-sink"),
            Map.entry("minute-sums", "minute-sums"),
            Map.entry("minutes", "minutes"),
            Map.entry("events-per-minute-sink", "events-per-minute-sink"),
            Map.entry("metric-sums", "metric-sums"),
            Map.entry("metric-backfill", "metric-backfill"),
            Map.entry("metrics", "metrics"),
            Map.entry("metric-filled-days-sink", "metric-filled-days-sink"),
            Map.entry("metric-values-sink", "metric-values-sink"),
            Map.entry("metric-members-sink", "metric-members-sink"),
            Map.entry("metric-skipped-sink", "metric-skipped-sink"),
            Map.entry("dead-letters-sink", "dead-letters-sink"),
            Map.entry("dead-letter-topic-sink", "dead-letter-topic-sink: Writer"),
            Map.entry("Sink Committer: dead-letter-topic-sink", "dead-letter-topic-sink: Committer"),
            Map.entry("freshness-sink", "freshness-sink: Writer"),
            Map.entry("progress-sink", "progress-sink: Writer"),
            Map.entry("ledger-sink", "ledger-sink: Writer"),
            Map.entry("Sink Committer: ledger-sink", "ledger-sink: Committer"));

    private final StreamGraph graph = graph();

    @Test
    void uidsNeverChange() {
        Map<String, String> namesByUid = new TreeMap<>();
        for (StreamNode node : graph.getStreamNodes()) {
            assertThat(node.getTransformationUID())
                    .as("uid of %s", node.getOperatorName())
                    .isNotNull();
            namesByUid.put(node.getTransformationUID(), node.getOperatorName());
        }

        assertThat(namesByUid).isEqualTo(NAMES_BY_UID);
    }

    @Test
    void keyGroupsAreFixed() {
        assertThat(graph.getExecutionConfig().getMaxParallelism()).isEqualTo(UserShards.COUNT);
    }

    @Test
    void noTypeFallsBackToKryo() {
        assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled())
                .isTrue();
    }

    /**
     * Rows of busy tables do not cross the network within the job. Sinks that need all rows or all writers have one
     * subtask.
     */
    @Test
    void tablesWithManyRowsHaveAWriterInEverySubtask() {
        assertThat(parallelismOf("events-sink")).isEqualTo(parallelismOf("deduplicate"));
        assertThat(parallelismOf("video-views-daily-sink")).isEqualTo(parallelismOf("video-views"));
        assertThat(parallelismOf("video-views-30d-sink")).isEqualTo(parallelismOf("video-views"));
        assertThat(parallelismOf("freshness-sink")).isEqualTo(1);
        assertThat(parallelismOf("progress-sink")).isEqualTo(1);
        assertThat(parallelismOf("ledger-sink")).isEqualTo(1);
    }

    private int parallelismOf(String uid) {
        return graph.getStreamNodes().stream()
                .filter(node -> uid.equals(node.getTransformationUID()))
                .findFirst()
                .orElseThrow()
                .getParallelism();
    }

    private static StreamGraph graph() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        WeirJob.define(
                environment,
                JobConfiguration.read(Map.of("WEIR_JOB_PARALLELISM", "3")),
                CountingSettings.of(Duration.ofDays(30), Duration.ofHours(24)));
        return environment.getStreamGraph();
    }
}
