// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.minutes;

import dev.weir.job.aggregate.LocalSums;
import dev.weir.job.decode.ReceivedEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sums events by minute and type. */
public final class MinuteSums implements LocalSums<ReceivedEvent, MinuteEvents> {
    private static final long serialVersionUID = 1L;

    private static final long MILLIS = TimeUnit.MINUTES.toMillis(1);

    private record MinuteType(long minute, String type) {}

    private final Map<MinuteType, long[]> sums = new HashMap<>();

    @Override
    public void add(ReceivedEvent received) {
        long minute = Math.floorDiv(received.event().timestamp(), MILLIS);
        sums.computeIfAbsent(new MinuteType(minute, received.event().type()), any -> new long[1])[0]++;
    }

    @Override
    public int size() {
        return sums.size();
    }

    @Override
    public void drainTo(Consumer<MinuteEvents> out) {
        sums.forEach((key, sum) -> out.accept(new MinuteEvents(key.minute(), key.type(), sum[0])));
        sums.clear();
    }
}
