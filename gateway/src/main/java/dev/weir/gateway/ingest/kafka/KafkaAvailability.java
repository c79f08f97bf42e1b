// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether Kafka accepts events, so that requests fail fast while it does not.
 *
 * <p>It probes Kafka once a second in the background, and observes the results of deliveries. Deliveries take
 * precedence: after a failed delivery, requests are refused until a later delivery succeeds, or until a probe succeeds
 * that began after the failure.
 */
final class KafkaAvailability implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaAvailability.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int PROBE_TIMEOUT_MILLIS = 2_000;

    private final KafkaConfiguration kafka;
    private final String topic;
    private final BooleanSupplier producerKnowsTopic;
    private final Periodic probes;
    private final AtomicLong failedDeliveries = new AtomicLong();
    private volatile @Nullable Admin admin;
    private volatile boolean deliveriesFail;
    private volatile boolean metadataKnown;
    private volatile @Nullable String problem = "Kafka has not been checked yet.";
    private volatile double underReplicated = Double.NaN;

    /**
     * @param producerKnowsTopic whether the producer can send without blocking; requests missing metadata, and returns
     *     at once
     */
    KafkaAvailability(KafkaConfiguration kafka, BooleanSupplier producerKnowsTopic) {
        this.topic = kafka.topic();
        this.producerKnowsTopic = producerKnowsTopic;
        this.kafka = kafka;
        this.probes = Periodic.start("kafka-availability", Duration.ZERO, PERIOD, this::probe);
    }

    /** Registers the gauges {@code weir_kafka_up} and {@code weir_kafka_under_replicated_partitions}. */
    KafkaAvailability measuredBy(MeterRegistry meters) {
        Gauge.builder("weir.kafka.up", this, kafka -> kafka.problem() == null ? 1 : 0)
                .description("1 if Kafka accepts events, else 0; events are refused while it is 0")
                .register(meters);
        Gauge.builder("weir.kafka.under.replicated.partitions", this, kafka -> kafka.underReplicated)
                .description(
                        "Partitions of the topic of events that lack a replica in sync; none while Kafka is silent")
                .register(meters);
        return this;
    }

    boolean mayPublish() {
        return metadataKnown && !deliveriesFail;
    }

    /** Why Kafka is not ready, in one sentence; null if it is. */
    @Nullable
    String problem() {
        if (!metadataKnown || problem != null) {
            return problem == null ? "Kafka's topic '" + topic + "' is not known yet." : problem;
        }
        return deliveriesFail ? "Kafka did not acknowledge the last events." : null;
    }

    void deliverySucceeded() {
        if (deliveriesFail) {
            deliveriesFail = false;
        }
    }

    void deliveryFailed() {
        failedDeliveries.incrementAndGet();
        deliveriesFail = true;
    }

    @Override
    public void close() {
        probes.close();
        Admin opened = admin;
        if (opened != null) {
            opened.close(Duration.ZERO);
        }
    }

    private void probe() throws InterruptedException {
        try {
            metadataKnown = producerKnowsTopic.getAsBoolean();
            long failuresBefore = failedDeliveries.get();
            String found = ask();
            if (found == null && failedDeliveries.get() == failuresBefore) {
                deliveriesFail = false;
            }
            if ((found == null) != (problem == null)) {
                log.atInfo()
                        .addKeyValue("problem", found == null ? "none" : found)
                        .log("Kafka's availability changed");
            }
            problem = found;
        } catch (RuntimeException | Error unforeseen) {
            Throwable cause = unforeseen.getCause() == null ? unforeseen : unforeseen.getCause();
            problem = "Kafka could not be checked: " + cause.getMessage() + ".";
        }
    }

    /** The problem that the operator has to fix. The messages of Kafka's exceptions contain no secrets. */
    private String problemOf(@Nullable Throwable refusal) {
        if (refusal instanceof UnknownTopicOrPartitionException) {
            return "Kafka has no topic '" + topic + "'.";
        }
        if (refusal instanceof SslAuthenticationException) {
            return "The TLS handshake with Kafka failed: " + rootMessage(refusal)
                    + ". Check WEIR_KAFKA_CA, WEIR_KAFKA_CERTIFICATE and the name in the brokers' certificates.";
        }
        if (refusal instanceof AuthenticationException) {
            return "Kafka rejected the login: " + rootMessage(refusal)
                    + ". Check WEIR_KAFKA_USER, WEIR_KAFKA_PASSWORD and WEIR_KAFKA_SASL_MECHANISM.";
        }
        if (refusal instanceof AuthorizationException) {
            return "WEIR_KAFKA_USER is not allowed to describe the topic '" + topic + "'.";
        }
        return "Kafka does not respond.";
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = String.valueOf(root.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private Admin admin() {
        Admin opened = admin;
        if (opened == null) {
            opened = Admin.create(kafka.endpoint()
                    .properties(Map.of(
                            AdminClientConfig.CLIENT_ID_CONFIG,
                            "weir-gateway-probe",
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            PROBE_TIMEOUT_MILLIS,
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            PROBE_TIMEOUT_MILLIS,
                            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                            500)));
            admin = opened;
        }
        return opened;
    }

    private @Nullable String ask() throws InterruptedException {
        try {
            TopicDescription description = admin().describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PROBE_TIMEOUT_MILLIS + 500L, TimeUnit.MILLISECONDS)
                    .get(topic);
            underReplicated = description == null ? Double.NaN : underReplicatedIn(description);
            boolean leaderless = description == null
                    || description.partitions().stream()
                            .anyMatch(partition -> partition.leader() == null
                                    || partition.leader().isEmpty());
            return leaderless ? "Kafka's topic '" + topic + "' has a partition without a leader." : null;
        } catch (ExecutionException refused) {
            underReplicated = Double.NaN;
            return problemOf(refused.getCause());
        } catch (TimeoutException silent) {
            underReplicated = Double.NaN;
            return "Kafka does not respond.";
        }
    }

    private static long underReplicatedIn(TopicDescription topic) {
        return topic.partitions().stream()
                .filter(partition ->
                        partition.isr().size() < partition.replicas().size())
                .count();
    }
}
