package dev.weir.it.abuse;

import java.util.Locale;

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

    /** As it is written in arguments, such as {@code kafka-frozen}. */
    String argument() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
