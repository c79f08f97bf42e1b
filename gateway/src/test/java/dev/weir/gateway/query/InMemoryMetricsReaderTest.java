// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

final class InMemoryMetricsReaderTest extends MetricsReaderContract {
    @Override
    protected MetricsReader readerOf(Numbers numbers) {
        return new InMemoryMetricsReader(numbers);
    }
}
