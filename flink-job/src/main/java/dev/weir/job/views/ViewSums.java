// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import dev.weir.event.Event;
import dev.weir.job.aggregate.LocalSums;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.time.EpochDay;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sums views by video and day. */
public final class ViewSums implements LocalSums<ReceivedEvent, VideoViews> {
    private static final long serialVersionUID = 1L;

    private record VideoDay(String videoId, int day) {}

    private final Map<VideoDay, long[]> sums = new HashMap<>();

    @Override
    public void add(ReceivedEvent received) {
        Event event = received.event();
        if (event.videoId() != null && event.type().equals(Event.VIDEO_VIEW)) {
            sums.computeIfAbsent(new VideoDay(event.videoId(), EpochDay.of(event.timestamp())), any -> new long[1])[
                    0]++;
        }
    }

    @Override
    public int size() {
        return sums.size();
    }

    @Override
    public void drainTo(Consumer<VideoViews> out) {
        sums.forEach((key, sum) -> out.accept(new VideoViews(key.day(), key.videoId(), sum[0])));
        sums.clear();
    }
}
