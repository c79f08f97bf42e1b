// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

/** An outage of a component that the gateway needs, or a stop of the gateway itself. */
public enum Outage {
    KAFKA_FROZEN("Kafka frozen"),
    KAFKA_STOPPED("Kafka stopped and started again"),
    CLICKHOUSE_FROZEN("ClickHouse frozen"),
    GATEWAY_STOPPED("the gateway stopped under load");

    private final String title;

    Outage(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
