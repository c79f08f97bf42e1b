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

/** Keeps all that was written to it, also before a failure: a table without keys, as an at-least-once sink sees it. */
public final class CollectingSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    // The job gets a copy of the sink; the name is what the copy and the test share.
    private static final Map<String, List<Object>> WRITTEN = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    public CollectingSink() {
        WRITTEN.put(name, Collections.synchronizedList(new ArrayList<>()));
    }

    /** In the order of writing. */
    @SuppressWarnings("unchecked") // Only its own writers write there.
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
