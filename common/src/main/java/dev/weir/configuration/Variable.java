// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import static dev.weir.configuration.Program.GATEWAY;
import static dev.weir.configuration.Program.JOB;
import static dev.weir.configuration.Program.MIGRATOR;
import static dev.weir.configuration.Program.RUN;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every environment variable of Weir, with its default and the programs that read it.
 *
 * <p>This is the only list. {@code ./run --help}, the check for unknown names and the check of the deployment files all
 * read it. A program accepts the variables of the other programs, because they usually share one environment. It
 * rejects names that no program knows, because they are typos.
 */
public enum Variable {
    DATA_DIR(".weir", "Kafka log, ClickHouse data, checkpoints", RUN),
    HTTP_HOST("127.0.0.1", "address that the gateway listens on for events, readings and queries", GATEWAY),
    HTTP_PORT("8080", "port of the gateway", RUN, GATEWAY),
    MANAGEMENT_HOST("127.0.0.1", "address that the gateway listens on for operators", GATEWAY),
    MANAGEMENT_PORT("9464", "port for health, readiness, Prometheus", RUN, GATEWAY),
    GRPC_PORT("9095", "port of the gateway for readings over gRPC", RUN, GATEWAY),
    TLS_CERTIFICATE(
            "", "PEM file of the gateway's certificate with its chain; enables TLS on all of its ports", RUN, GATEWAY),
    TLS_KEY("", "PEM file of the private key of WEIR_TLS_CERTIFICATE", RUN, GATEWAY),
    MAX_CONNECTIONS("10000", "maximum connections to a port of the gateway; 0: no limit", GATEWAY),
    MAX_CONNECTIONS_PER_ADDRESS("1000", "maximum connections from one address; 0: no limit", GATEWAY),
    INSECURE("false", "true: listen on any address without tokens and allowlist", GATEWAY),
    JWT_SECRET("", "secret of tokens signed with HS256, at least 32 bytes", GATEWAY),
    JWT_JWKS("", "file or URL of the public keys (JWKS) of tokens signed with RS256 or ES256", GATEWAY),
    JWT_ISSUER("", "required issuer (iss) of tokens; empty: any", GATEWAY),
    JWT_AUDIENCE("", "required audience (aud) of tokens; empty: any", GATEWAY),
    JWT_CLOCK_SKEW("30s", "allowed clock skew of the token issuer; at most 5m", GATEWAY),
    INGEST_ALLOWLIST("", "addresses and CIDR blocks that may send events; empty: all", GATEWAY),
    MANAGEMENT_ALLOWLIST("", "addresses and CIDR blocks that may use the management port; empty: all", GATEWAY),
    TRUSTED_PROXIES("", "addresses and CIDR blocks of proxies whose X-Forwarded-For is trusted", GATEWAY),
    ALLOWED_HOSTS("", "names allowed in the Host header, separated by commas; see docs/security.md", GATEWAY),
    CORS_ORIGINS("", "origins whose pages may send requests, separated by commas, or *", GATEWAY),
    API_KEYS("", "name:key of producers with their own rate limit, separated by commas", GATEWAY),
    RATE_LIMIT_PER_CLIENT("0", "maximum requests a second of each client; 0: no limit", GATEWAY),
    RATE_LIMIT_TOTAL("0", "maximum requests a second of all clients together; 0: no limit", GATEWAY),
    FLINK_UI_PORT("8081", "port of Flink's web UI", RUN),
    KAFKA_PORT("9092", "port of the Kafka broker", RUN),
    CLICKHOUSE_PORT("8123", "port of ClickHouse's HTTP interface", RUN),
    FLINK_METRICS_PORT("9249", "port of the job's metrics, for Prometheus", RUN),

    ALLOWED_LATENESS("30d", "maximum age of an event at its receipt; at most 18250d", RUN, GATEWAY, JOB, MIGRATOR),
    DEDUP_HORIZON("24h", "how long the identity of an event is remembered", RUN, GATEWAY, JOB),
    DRAIN_TIMEOUT("20s", "how long requests in flight may take to finish after SIGTERM", RUN, GATEWAY),

    KAFKA_BOOTSTRAP_SERVERS("127.0.0.1:9092", "brokers, host:port separated by commas", GATEWAY, JOB),
    KAFKA_TOPIC("events", "topic of accepted events", GATEWAY, JOB),
    KAFKA_DEAD_LETTER_TOPIC("dead-letters", "topic of records that could not be counted", JOB),
    KAFKA_SECURITY_PROTOCOL("plaintext", "plaintext, ssl, sasl_plaintext or sasl_ssl", GATEWAY, JOB),
    KAFKA_CA("", "PEM file of the certificate authorities of the brokers", GATEWAY, JOB),
    KAFKA_CERTIFICATE("", "PEM file of Weir's client certificate for Kafka, with its chain", GATEWAY, JOB),
    KAFKA_KEY("", "PEM file of the private key of WEIR_KAFKA_CERTIFICATE", GATEWAY, JOB),
    KAFKA_SASL_MECHANISM("scram-sha-512", "plain, scram-sha-256 or scram-sha-512", GATEWAY, JOB),
    KAFKA_USER("", "user for SASL", GATEWAY, JOB),
    KAFKA_PASSWORD("", "password for SASL", GATEWAY, JOB),
    KAFKA_COMPRESSION("none", "none, lz4 or zstd", GATEWAY),
    KAFKA_LINGER("5ms", "how long the producer waits to fill a batch", GATEWAY),
    KAFKA_DELIVERY_TIMEOUT("5s", "how long Kafka may take to make a request durable", GATEWAY),
    MAX_IN_FLIGHT("64MiB", "bytes of events that may wait for Kafka; more are refused", GATEWAY),
    MAX_REQUESTS_IN_FLIGHT("2000", "POST /events requests in progress; more are refused", GATEWAY),
    BODY_TIMEOUT("30s", "timeout for the body of a request to arrive", GATEWAY),

    CLICKHOUSE_URL(
            "http://127.0.0.1:8123",
            "URL of ClickHouse's HTTP interface; ./run starts no ClickHouse if set",
            RUN,
            GATEWAY,
            JOB,
            MIGRATOR),
    CLICKHOUSE_USER("default", "user", RUN, GATEWAY, JOB, MIGRATOR),
    CLICKHOUSE_PASSWORD("", "password", RUN, GATEWAY, JOB, MIGRATOR),
    CLICKHOUSE_CA(
            "",
            "PEM file of the certificate authorities of ClickHouse; empty: those of the JDK",
            RUN,
            GATEWAY,
            JOB,
            MIGRATOR),
    CLICKHOUSE_CLUSTER(
            "", "name of the cluster in ClickHouse's remote_servers; empty: one node", RUN, GATEWAY, JOB, MIGRATOR),
    CLICKHOUSE_POOL_SIZE("8", "connections to ClickHouse for queries", GATEWAY),
    QUERY_TIMEOUT("5s", "timeout of a query", GATEWAY),
    WAIT_TIMEOUT("10s", "how long ?wait=stored and ?after= may wait until events are counted", RUN, GATEWAY),
    QUERY_MEMORY("128MiB", "memory for query results and responses", GATEWAY),
    QUERY_CACHE("0s", "how long the result of a query is reused for equal queries; 0s: never", GATEWAY),
    RECONCILE_INTERVAL("5m", "time between comparisons of the log, the ledger and the tables", RUN, GATEWAY),

    JOB_PARALLELISM("2", "parallel subtasks; at most 128", RUN, JOB),
    JOB_EPOCH("1", "number of the rebuild; raise it to count the log again; 1 to 32767", RUN, JOB),
    CHECKPOINT_INTERVAL("5s", "time between checkpoints", RUN, JOB),
    CHECKPOINT_DIR("", "URI of the folder for checkpoints; empty: as Flink is configured", JOB),
    STATE_BACKEND("rocksdb", "rocksdb or hashmap", RUN, JOB),

    METRICS_FILE("", "YAML file that defines metrics; see docs/metrics.md", RUN, GATEWAY, JOB, MIGRATOR),

    LOG_FORMAT("text", "text, or json (one object per line)", RUN, GATEWAY, MIGRATOR),
    LOG_LEVEL("info", "log level of Weir: error, warn, info, debug or trace", RUN, GATEWAY),
    OTLP_ENDPOINT("", "OTLP endpoint for traces, such as http://127.0.0.1:4318; empty: no traces", RUN, GATEWAY, JOB),
    TRACES_SAMPLE("0.001", "share of requests that are traced, unless the client decides", RUN, GATEWAY),

    EVENTS_RETENTION("forever", "how long raw events are kept, from their receipt", RUN, GATEWAY, MIGRATOR),
    METRICS_RETENTION("forever", "how long counts are kept, from their day", RUN, GATEWAY, MIGRATOR),
    DEAD_LETTERS_RETENTION("forever", "how long dead letters are kept", RUN, GATEWAY, MIGRATOR);

    /**
     * The variables whose values are never shown. Each value may be in a file instead, which {@link #fileVariableName}
     * names.
     */
    private static final Set<Variable> SECRETS = EnumSet.of(JWT_SECRET, API_KEYS, KAFKA_PASSWORD, CLICKHOUSE_PASSWORD);

    private final String defaultText;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of returns an immutable set.
    private final Set<Program> programs;

    Variable(String defaultText, String description, Program... programs) {
        this.defaultText = defaultText;
        this.description = description;
        this.programs = Set.of(programs);
    }

    /** The name in the environment, such as {@code WEIR_HTTP_PORT}. */
    public String variableName() {
        return "WEIR_" + name();
    }

    /** The value of an absent or empty variable. */
    public String defaultText() {
        return defaultText;
    }

    /** Half a sentence that describes the variable. */
    public String description() {
        return description;
    }

    public boolean isReadBy(Program program) {
        return programs.contains(program);
    }

    /** True if the value must not be shown. */
    public boolean isSecret() {
        return SECRETS.contains(this);
    }

    /** The variable that names the file of a secret, such as {@code WEIR_CLICKHOUSE_PASSWORD_FILE}. */
    public String fileVariableName() {
        return variableName() + "_FILE";
    }

    /** All names that can set the variable: its own and, for a secret, the name for its file. */
    public Stream<String> names() {
        return isSecret() ? Stream.of(variableName(), fileVariableName()) : Stream.of(variableName());
    }

    static Stream<String> allNames() {
        return Arrays.stream(values()).flatMap(Variable::names);
    }
}
