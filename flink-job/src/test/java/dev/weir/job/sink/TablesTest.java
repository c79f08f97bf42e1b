// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReadProgress;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Account;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.views.VideoViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decodes rows with the columns of the INSERT statement, which have their types from the migrations. */
class TablesTest {
    private static final Path MIGRATIONS = Path.of("../migrator/src/main/resources/dev/weir/migrator/migrations");
    private static final Version VERSION = new Version(2);

    /** A table that a statement creates or alters, and its columns: name and type. */
    private static final Pattern STATEMENT =
            Pattern.compile("(?s)(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE) weir\\.(\\w+_store)\\b(.*?);\n");

    private static final Pattern COLUMN = Pattern.compile("(?m)^ {4}(\\w+) ([A-Z]\\w+(?:\\([^)]*\\))?)");

    private final Map<String, String> types = new HashMap<>();

    TablesTest() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.sorted().toList()) {
                for (MatchResult statement :
                        STATEMENT.matcher(Files.readString(file)).results().toList()) {
                    COLUMN.matcher(statement.group(2))
                            .results()
                            .forEach(column ->
                                    types.putIfAbsent(statement.group(1) + "." + column.group(1), column.group(2)));
                }
            }
        }
    }

    @Test
    void writesEventsInTheOrderOfTheirColumns() {
        Event event = Event.of("e", "video_stop", 1_000, "u")
                .withVideoId("v")
                .withSessionId("s")
                .withValue(2.5)
                .withProperties("{\"a\":1}");

        assertThat(written(Tables.events(), new ReceivedEvent(3, 4, 2_000, event)))
                .containsExactly(
                        "event_id=e",
                        "type=video_stop",
                        "timestamp=1000",
                        "received_at=2000",
                        "user_id=u",
                        "video_id=v",
                        "session_id=s",
                        "value=2.5",
                        "properties_json={\"a\":1}",
                        "partition=3",
                        "offset=4");
        assertThat(written(Tables.events(), new ReceivedEvent(3, 4, 2_000, Event.of("e", "login", 1_000, "u"))))
                .contains("video_id=", "session_id=", "value=null", "properties_json=");
    }

    @Test
    void writesCountsInTheOrderOfTheirColumns() {
        String version = "version=" + VERSION.of(5);

        assertThat(written(Tables.videoViewsDaily(VERSION), new VideoViews(7, "v", 5)))
                .containsExactly("day=7", "video_id=v", "views=5", version);
        assertThat(written(Tables.videoViews30d(VERSION), new VideoViews(7, "v", 5)))
                .containsExactly("as_of=7", "video_id=v", "views=5", version);
        assertThat(written(Tables.activeUsersDaily(VERSION), new ActivityCounts(7, 1, 2, 3)))
                .containsExactly("day=7", "dau=" + VERSION.of(1), "wau=" + VERSION.of(2), "mau=" + VERSION.of(3));
        assertThat(written(Tables.eventsPerMinute(VERSION), new MinuteEvents(9, "login", 5)))
                .containsExactly("minute=540", "type=login", "events=5", version);
    }

    @Test
    void writesDeadLettersInTheOrderOfTheirColumns() {
        DeadLetterRecord letter = new DeadLetterRecord(
                1_000, "late", "why", "events", 3, 4, "key".getBytes(UTF_8), "payload".getBytes(UTF_8));

        assertThat(written(Tables.deadLetters(VERSION), letter))
                .containsExactly(
                        "failed_at=1000",
                        "reason=late",
                        "detail=why",
                        "topic=events",
                        "partition=3",
                        "offset=4",
                        "key=key",
                        "payload=payload",
                        "epoch=2");
    }

    @Test
    void writesProgressInTheOrderOfItsColumns() {
        assertThat(written(Tables.freshness(), new TableFreshness("events", 1_000)))
                .containsExactly("table_name=events", "as_of=1000");
        assertThat(written(Tables.progress(500), new ReadProgress(3, 4, 1_000)))
                .containsExactly("partition=3", "next_offset=4", "visible_from=1000");
        assertThat(written(Tables.progress(1_500), new ReadProgress(3, 4, 1_000)))
                .contains("visible_from=1500");
    }

    @Test
    void writesTheLedgerInTheOrderOfItsColumns() {
        LedgerRow row = new LedgerRow(8, 1_000, new LedgerPage.Line(Account.READ, 3, -4), 6, 5);

        assertThat(written(Tables.ledger(VERSION), row))
                .containsExactly(
                        "epoch=2",
                        "checkpoint=8",
                        "account=read",
                        "key=3",
                        "amount=-4",
                        "noted_at=1000",
                        "version=" + VERSION.of(6),
                        "life=" + VERSION.of(5));
    }

    private <T> List<String> written(Table<T> table, T row) {
        String insert = table.insert();
        String name = insert.substring("INSERT INTO weir.".length(), insert.indexOf(' ', "INSERT INTO ".length()));
        String columns = insert.substring(insert.indexOf('(') + 1, insert.indexOf(')'));
        ByteBuffer bytes = bytes(table.encoded(List.of(row)));
        List<String> values = new ArrayList<>();
        for (String column : columns.split(", ", -1)) {
            values.add(column + "=" + value(types.get(name + "." + column), bytes));
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return values;
    }

    private static ByteBuffer bytes(RowBinary rows) {
        try {
            return ByteBuffer.wrap(rows.asStream().readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Strings are shorter than 128 bytes here. */
    private static @Nullable Object value(@Nullable String type, ByteBuffer bytes) {
        return switch (String.valueOf(type)) {
            case "String", "LowCardinality(String)" -> {
                byte[] text = new byte[bytes.get()];
                bytes.get(text);
                yield new String(text, UTF_8);
            }
            case "Date", "UInt16" -> bytes.getShort();
            case "DateTime('UTC')", "UInt32" -> bytes.getInt();
            case "DateTime64(3, 'UTC')", "UInt64", "Int64", "SimpleAggregateFunction(max, UInt64)" -> bytes.getLong();
            case "Nullable(Float64)" -> bytes.get() == 1 ? null : bytes.getDouble();
            default -> throw new AssertionError("unknown type " + type);
        };
    }
}
