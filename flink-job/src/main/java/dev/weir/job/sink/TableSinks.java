package dev.weir.job.sink;

import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.Progress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.views.VideoViews;
import org.apache.flink.api.connector.sink2.Sink;

/** A sink for each table that the job fills. */
public interface TableSinks {
    Sink<VideoViews> videoViewsDaily();

    Sink<VideoViews> videoViews30d();

    Sink<ActivityCounts> activeUsersDaily();

    Sink<MinuteEvents> eventsPerMinute();

    Sink<ReceivedEvent> events();

    Sink<DeadLetter> deadLetters();

    Sink<LedgerEntry> ledger();

    Sink<Progress> progress();
}
