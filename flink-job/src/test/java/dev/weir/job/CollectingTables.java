package dev.weir.job;

import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.Progress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.sink.TableSinks;
import dev.weir.job.testing.CollectingSink;
import dev.weir.job.views.VideoViews;

/** The tables in memory. */
record CollectingTables(
        CollectingSink<VideoViews> videoViewsDaily,
        CollectingSink<VideoViews> videoViews30d,
        CollectingSink<ActivityCounts> activeUsersDaily,
        CollectingSink<MinuteEvents> eventsPerMinute,
        CollectingSink<ReceivedEvent> events,
        CollectingSink<DeadLetter> deadLetters,
        CollectingSink<LedgerEntry> ledger,
        CollectingSink<Progress> progress)
        implements TableSinks {
    CollectingTables() {
        this(
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>(),
                new CollectingSink<>());
    }
}
