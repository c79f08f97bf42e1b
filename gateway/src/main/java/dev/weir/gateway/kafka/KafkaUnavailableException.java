// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.kafka;

/** Kafka did not respond. A retry later may succeed. */
public final class KafkaUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
