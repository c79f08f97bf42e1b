// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.readings;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A measurement of a service, as a client sent it. Nothing is checked yet.
 *
 * @param time milliseconds since the Unix epoch; null for the time of receipt
 * @param id the identity within the service; null if the gateway assigns it
 * @param unit null if there is none
 * @param attributes null if there are none
 */
public record Reading(
        @Nullable String serviceName,
        @Nullable String metricName,
        @Nullable Double value,
        @Nullable Long time,
        @Nullable String id,
        @Nullable String unit,
        @Nullable Attributes attributes) {

    /** The dimensions of a measurement. */
    @FunctionalInterface
    public interface Attributes {
        /** Writes each attribute as a member of the current JSON object. */
        void writeTo(JsonGenerator json) throws IOException;
    }
}
