// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.resilience.abuse.KeepAliveConnection.Fate;
import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps connections busy while the gateway drains, until it accepts no more connections. */
final class DrainLoad implements EventLoop.Work {
    static final int CONNECTIONS = 32;

    private static final int REQUESTS_A_SECOND = 400;
    private static final int HOST = 3;
    private static final long TURN_EVERY_NANOS = 1_000_000;

    private final Workload workload;
    private final Pace pace = new Pace(REQUESTS_A_SECOND);
    private final EventLoop loop;
    private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    private final SortedMap<Integer, Integer> statuses = new TreeMap<>();
    private final List<Batch> batches = new ArrayList<>();
    private final List<String> surprises = new ArrayList<>();
    private boolean refused;

    private volatile boolean isOver;

    /** @param until the newest timestamp of an event */
    DrainLoad(int port, Instant until) {
        workload = new Workload("drain", until);
        loop = new EventLoop("drain-load", port, HOST, this);
    }

    void start() {
        loop.start();
    }

    /** Whether the gateway refuses connections and every connection has ended. */
    boolean isOver() {
        return isOver;
    }

    /** Ends the load. The results may be read only after this. */
    void finish() {
        loop.close();
    }

    @Override
    public long turn(EventLoop of, long nowNanos) {
        of.connections().forEach(connection -> connection.turn(nowNanos));
        while (!refused && of.size() < CONNECTIONS) {
            of.open(new KeepAliveConnection(this::next, pace, this::note, () -> refused = true));
        }
        isOver = refused && of.size() == 0;
        return TURN_EVERY_NANOS;
    }

    int count(Fate fate) {
        return fates.getOrDefault(fate, 0);
    }

    int sent() {
        return batches.size();
    }

    /** Requests without a recorded outcome after the gateway has ended. */
    int unaccounted() {
        return batches.size() - fates.values().stream().mapToInt(count -> count).sum();
    }

    String statusesText() {
        return statuses.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%d ×%,d", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    SentTraffic account() {
        Set<Sent> acknowledged = new HashSet<>();
        Set<Sent> abandoned = new HashSet<>();
        batches.forEach(batch -> (batch.status == 200 ? acknowledged : abandoned).addAll(batch.events));
        return new SentTraffic(acknowledged, abandoned, List.copyOf(surprises));
    }

    private Request next() {
        Batch batch = new Batch(workload.next());
        batches.add(batch);
        return batch;
    }

    private void note(Fate fate) {
        fates.merge(fate, 1, Integer::sum);
    }

    private final class Batch implements Request {
        private final List<Sent> events;
        private int status;

        Batch(List<Sent> events) {
            this.events = events;
        }

        @Override
        public byte[] bytes() {
            return Workload.request(events).bytes();
        }

        @Override
        public void answered(ResponseParser.Response response) {
            status = response.status();
            statuses.merge(status, 1, Integer::sum);
            if (status != 200 && status != 503) {
                surprises.add("status " + status + " " + response.body());
            }
        }
    }
}
