// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.ingest.PublishOutcome;

/** Kafka did not acknowledge the events. A retry later may succeed. */
final class NotPublishedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final PublishOutcome.Refused outcome;

    NotPublishedException(PublishOutcome.Refused outcome) {
        super("Kafka did not acknowledge: " + outcome);
        this.outcome = outcome;
    }

    PublishOutcome.Refused outcome() {
        return outcome;
    }
}
