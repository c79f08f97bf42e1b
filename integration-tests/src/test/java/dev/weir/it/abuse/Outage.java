package dev.weir.it.abuse;

/** A part that the gateway needs, away for a while; or the gateway itself, told to go. */
enum Outage {
    KAFKA_FROZEN("Kafka frozen"),
    KAFKA_STOPPED("Kafka stopped and started again"),
    CLICKHOUSE_FROZEN("ClickHouse frozen"),
    GATEWAY_STOPPED("the gateway stopped under load");

    private final String title;

    Outage(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
