// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.MetricsQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every definition that the job has ever measured events by. Definitions of the same metric are its versions.
 *
 * @param all in any order
 */
record DefinitionVersions(List<Version> all) {
    /**
     * A version of a metric.
     *
     * @param shape the rows of versions with the same shape have the same columns
     * @param since it includes every event that was received from then on
     * @param isWhole whether the job has measured all past events, too
     * @param declaredAt when the job last started with it
     * @param replacedAsOf if the job no longer measures by it: it includes every event that was accepted before then;
     *     otherwise the epoch
     */
    record Version(
            long definition,
            String metric,
            String shape,
            Instant since,
            boolean isWhole,
            Instant declaredAt,
            Instant replacedAsOf) {}

    DefinitionVersions {
        all = List.copyOf(all);
    }

    /**
     * The version that answers a query: that of the file if it is whole, otherwise the latest whole one with the same
     * shape. If there is none, that of the file as far as it is measured; empty if the job does not measure it.
     */
    Optional<Version> toRead(MetricsQuery.Defined query) {
        long wanted = query.definition().id();
        Optional<Version> current =
                all.stream().filter(version -> version.definition() == wanted).findFirst();
        if (query.isOfCurrent() || current.filter(Version::isWhole).isPresent()) {
            return current;
        }
        String shape = query.definition().shape();
        return all.stream()
                .filter(Version::isWhole)
                .filter(version -> version.metric().equals(query.metric())
                        && version.shape().equals(shape))
                .max(Comparator.comparing(Version::declaredAt))
                .or(() -> current);
    }
}
