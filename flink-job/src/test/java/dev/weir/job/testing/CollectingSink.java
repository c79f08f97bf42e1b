// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps everything written to it, including rows written before a failure. It shows what a table without keys receives
 * from an at-least-once sink.
 */
public final class CollectingSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    // Flink serializes the sink, so the copy and the test find the rows by name.
    private static final Map<String, List<Object>> WRITTEN = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    public CollectingSink() {
        WRITTEN.put(name, Collections.synchronizedList(new ArrayList<>()));
    }

    /** The rows in the order of writing. */
    @SuppressWarnings("unchecked") // Only writers of this sink write under its name.
    public List<T> written() {
        return (List<T>) WRITTEN.getOrDefault(name, List.of());
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(WRITTEN.getOrDefault(name, List.of()));
    }

    private record Writer<T>(List<Object> written) implements SinkWriter<T> {
        @Override
        public void write(T element, Context context) {
            written.add(element);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
