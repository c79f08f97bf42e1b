// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

final class InMemoryMetricsReaderTest extends MetricsReaderContract {
    @Override
    protected MetricsReader readerOf(SampleNumbers numbers) {
        return new InMemoryMetricsReader(numbers);
    }
}
