// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.query.DefinedQueries;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.SampleDefinitions;
import dev.weir.gateway.query.clickhouse.DefinitionVersions.Version;
import dev.weir.metric.MetricDefinition;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefinitionVersionsTest {
    private static final MetricDefinition REVENUE = SampleDefinitions.REVENUE;
    private static final long CURRENT = REVENUE.id();

    private static Version version(long definition, boolean isWhole, int declaredAt) {
        return version(definition, REVENUE.shape(), isWhole, declaredAt);
    }

    private static Version version(long definition, String shape, boolean isWhole, int declaredAt) {
        return new Version(
                definition, "revenue", shape, Instant.EPOCH, isWhole, Instant.ofEpochSecond(declaredAt), Instant.EPOCH);
    }

    private static Optional<Long> read(String query, Version... versions) throws Exception {
        MetricsQuery.Defined defined = DefinedQueries.of(query);
        return new DefinitionVersions(Arrays.asList(versions)).toRead(defined).map(Version::definition);
    }

    private static Optional<Long> read(Version... versions) throws Exception {
        return read("metric=revenue", versions);
    }

    @Test
    void readsTheCurrentVersionOnceItIsComplete() throws Exception {
        assertThat(read(version(1, true, 10), version(CURRENT, true, 20))).hasValue(CURRENT);
    }

    @Test
    void readsThePreviousVersionUntilTheCurrentIsComplete() throws Exception {
        assertThat(read(version(1, true, 10), version(2, true, 15), version(CURRENT, false, 20)))
                .hasValue(2L);
        assertThat(read(version(1, true, 10))).hasValue(1L);
    }

    @Test
    void skipsAVersionThatWasNeverComplete() throws Exception {
        assertThat(read(version(1, true, 10), version(2, false, 15), version(CURRENT, false, 20)))
                .hasValue(1L);
    }

    @Test
    void readsNoVersionWithOtherColumnsOrOfAnotherMetric() throws Exception {
        Version byCountry = version(1, SampleDefinitions.CHEAPEST.shape(), true, 10);
        Version other = new Version(2, "other", REVENUE.shape(), Instant.EPOCH, true, Instant.EPOCH, Instant.EPOCH);

        assertThat(read(byCountry, other, version(CURRENT, false, 20))).hasValue(CURRENT);
        assertThat(read(byCountry, other)).isEmpty();
    }

    @Test
    void readsTheCurrentVersionIfRequired() throws Exception {
        assertThat(read("metric=revenue&definition=current", version(1, true, 10), version(CURRENT, false, 20)))
                .hasValue(CURRENT);
        assertThat(read("metric=revenue&definition=current", version(1, true, 10)))
                .isEmpty();
    }
}
