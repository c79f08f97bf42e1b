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
 * The topics that the gateway writes and the job reads.
 *
 * <p>The limit on time stamps ahead of the broker's clock stays at its default, an hour: the job's clock follows the
 * records, and one record from the far future would make everything after it late.
 */
public final class Topics {
    public static final String EVENTS = "events";
    public static final String DEAD_LETTERS = "dead-letters";

    /** Longer than any outage of the job that a laptop's stack will see; what is older, nobody could still count. */
    private static final Duration EVENTS_RETENTION = Duration.ofDays(7);

    private Topics() {}

    /** Creates those that are missing, with one copy of each record. */
    public static void create(Admin admin) throws ExecutionException, InterruptedException {
        create(admin, (short) 1);
    }

    /** Creates those that are missing. */
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

    /** A client for the broker that gives up soon. */
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
