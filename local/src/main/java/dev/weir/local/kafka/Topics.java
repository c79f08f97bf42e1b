// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics that the gateway writes and the job reads.
 *
 * <p>The limit on record timestamps ahead of the broker's clock keeps its default of one hour. The job's clock follows
 * the record timestamps, so one record from the far future would make every later record late.
 */
public final class Topics {
    public static final String EVENTS = "events";
    public static final String DEAD_LETTERS = "dead-letters";

    /**
     * Longer than any outage of the job that is expected on a laptop. The job cannot count events that were deleted
     * before it read them.
     */
    private static final Duration EVENTS_RETENTION = Duration.ofDays(7);

    private Topics() {}

    /** Creates the missing topics with one replica of each record. */
    public static void create(Admin admin) throws ExecutionException, InterruptedException {
        create(admin, (short) 1);
    }

    /** Creates the missing topics. */
    public static void create(Admin admin, short copies) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = List.of(
                        new NewTopic(EVENTS, 4, copies)
                                .configs(Map.of(
                                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(EVENTS_RETENTION.toMillis()))),
                        new NewTopic(DEAD_LETTERS, 1, copies).configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")))
                .stream()
                .filter(topic -> !existing.contains(topic.name()))
                .collect(Collectors.toList());
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }

    /** An admin client with short timeouts. */
    public static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "5000",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "20000"));
    }
}
