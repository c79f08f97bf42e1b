// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.testbed.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that every statement of docs/sql.md returns the result that the document shows.
 *
 * <p>The statements run over the events of cookbook.sql, which are few enough to count by hand. The document's today
 * and now replace the server's clock.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CookbookIT {
    private static final Path DOCUMENT = Path.of("../docs/sql.md");

    /** A statement, and the table that directly follows it. A statement without a table has no result. */
    private static final Pattern STATEMENT = Pattern.compile("(?s)```sql\\n(.*?)```\\n\\n((?:\\|[^\\n]*\\n)*)");

    private static final Pattern HEADING = Pattern.compile("(?m)^(##+) (.*)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([^)]*)\\)");

    @RegisterExtension
    static final RunningClickHouse clickHouse = new RunningClickHouse();

    @BeforeAll
    static void writeTheExample() throws IOException {
        try (InputStream script = Objects.requireNonNull(CookbookIT.class.getResourceAsStream("cookbook.sql"))) {
            String[] statements = new String(script.readAllBytes(), StandardCharsets.UTF_8).split("\n\n");
            for (String statement : List.of(statements).subList(1, statements.length)) {
                result(statement);
            }
        }
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> everyStatementReturnsTheDocumentedResult() throws IOException {
        String document = Files.readString(DOCUMENT);
        return STATEMENT
                .matcher(document)
                .results()
                .map(statement ->
                        dynamicTest(headingOf(document, statement), () -> assertThat(result(statement.group(1)))
                                .as(statement.group(1))
                                .isEqualTo(statement.group(2).strip())));
    }

    /** Checks what the document says about fragments of statements. */
    @ParameterizedTest
    @Order(1)
    @CsvSource(delimiter = '|', textBlock = """
            SELECT sum(value::Decimal(18, 2)) FROM weir.events WHERE event_id = 'e06'                      | 19.98
            SELECT toDecimal64('0.019', 2)                                                                 | 0.01
            SELECT properties.load_ms::Float64 FROM weir.events WHERE event_id = 'e01'                     | 0
            SELECT properties.load_ms::Nullable(Float64) IS NULL FROM weir.events WHERE event_id = 'e01'   | 1
            SELECT properties.`utm source` IS NULL FROM weir.events WHERE event_id = 'e04'                 | 1
            SELECT properties_json FROM weir.events_store WHERE event_id = 'e04'                           | {"utm source":null}
            SELECT properties.order::Float64 FROM weir.events WHERE event_id = 'e06'                       | 9007199254740992
            SELECT properties.order::String FROM weir.events WHERE event_id = 'e06'                        | 9007199254740993
            SELECT 0.1 + 0.2                                                                               | 0.30000000000000004
            SELECT countIf(steps = 3) FROM (SELECT windowFunnel(7 * 86400000)(toUInt64(toUnixTimestamp64Milli(timestamp)), type = 'signup', type = 'video_view', type = 'purchase') AS steps FROM weir.events GROUP BY user_id) | 3
            SELECT quantilesExact(0.5)(properties.load_ms::Nullable(Float64)) FROM weir.events             | [300]
            SELECT toStartOfWeek(toDate('2026-11-20')), toMonday(toDate('2026-11-20'))                     | 2026-11-15,2026-11-16
            SELECT timestamp >= '2026-11-20 08:00:00', timestamp >= '2026-11-20 08:00:01' FROM weir.events WHERE event_id = 'e21' | 1,0
            SELECT missing.a FROM (SELECT 1 AS k) AS x LEFT JOIN (SELECT 2 AS k, 'x' AS a) AS missing ON x.k = missing.k SETTINGS join_use_nulls = 1 | \\N
            SELECT toJSONString(map('id', properties.order::UInt64)) FROM weir.events WHERE event_id = 'e06' SETTINGS output_format_json_quote_64bit_integers = 1 | {"id":"9007199254740993"}
            SELECT p.`a``b`, p.a.b FROM (SELECT '{"a`b":1,"a.b":3}'::JSON AS p)                              | 1,3
            """)
    void trapsAreAsDescribed(String statement, String result) throws IOException {
        assertThat(new Sql(clickHouse.url()).run(statement, "TSVRaw").replace('\t', ','))
                .isEqualTo(result);
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(delimiter = '|', textBlock = """
            43 | Illegal type DateTime64(3, 'UTC') of first argument of aggregate function windowFunnel | SELECT windowFunnel(60)(timestamp, type = 'a') FROM weir.events
            44 | Data types Variant/Dynamic are not allowed in GROUP BY keys                            | SELECT properties.plan FROM weir.events GROUP BY properties.plan
            43 | Illegal type Dynamic of argument for aggregate function sum                           | SELECT sum(properties.load_ms) FROM weir.events
            72 | Cannot read floating point value                                                      | SELECT properties.load_ms::Float64 FROM weir.events
            6  | Cannot parse string                                                                   | SELECT properties.load_ms::Int64 FROM weir.events
            349| Cannot convert NULL value to non-Nullable type                                        | SELECT value::Float64 FROM weir.events
            184| is found inside another aggregate function                                            | SELECT sum(views) AS views, sum(views) FROM weir.video_views_daily
            456| is not set                                                                            | SELECT {video:String}
            47 | Unknown expression identifier                                                         | SELECT "text"
            60 | Unknown table expression identifier 'events'                                          | SELECT * FROM events
            44 | Type JSON is not supported                                                            | SELECT * FROM weir.events FORMAT ORC
            44 | Type JSON is not supported                                                            | SELECT * FROM weir.events FORMAT Avro
            43 | First argument for function 'arrayElement' must be array, got 'JSON'                    | SELECT properties['utm source'] FROM weir.events
            """)
    void documentedErrorsOccur(int code, String message, String statement) throws IOException {
        assertThatThrownBy(() -> result(statement))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Code: " + code)
                .hasMessageContaining(message);
        assertThat(Files.readString(DOCUMENT)).contains(code + " `", message);
    }

    @Test
    @Order(1)
    void contentsLinkToEveryQuestion() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> anchors = new ArrayList<>();
        HEADING.matcher(document)
                .results()
                .forEach(heading -> anchors.add(heading.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        List<String> links = LINK.matcher(document.substring(0, document.indexOf("\n## ")))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links).containsExactlyElementsOf(anchors);
    }

    /** Runs last, because it adds to the example: a month with many events. */
    @ParameterizedTest
    @Order(2)
    @CsvSource(delimiter = '|', textBlock = """
            timestamp >= toDateTime('2026-01-31 00:00:00') AND timestamp < toDateTime('2026-02-01 00:00:00') | false
            toDate(timestamp) = '2026-01-31'           | false
            toYYYYMM(timestamp) = 202611               | false
            event_id = '7'                             | false
            user_id = 'u7'                             | true
            video_id = 'intro'                         | true
            received_at >= '2026-11-01'                | true
            properties.plan::String = 'pro'            | true
            toString(timestamp) LIKE '2026-11%'        | true
            """)
    void filtersScanEverythingIfDocumented(String filter, boolean everything) throws IOException {
        result("""
            INSERT INTO weir.events_store (event_id, type, timestamp, received_at, user_id)
            SELECT toString(number), 'login', toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number * 26, now(), 'u' || toString(number % 1000)
            FROM numbers(100000) WHERE NOT (SELECT count() > 1000 FROM weir.events)""");

        String rows = new Sql(clickHouse.url())
                .run(
                        "SELECT sum(rows) > 100000 FROM (EXPLAIN ESTIMATE SELECT count() FROM weir.events WHERE "
                                + filter + ")",
                        "TSV");

        assertThat(rows).as(filter).isEqualTo(everything ? "1" : "0");
    }

    private static String headingOf(String document, MatchResult statement) {
        Matcher heading = HEADING.matcher(document.substring(0, statement.start()));
        String last = "";
        while (heading.find()) {
            last = heading.group(2);
        }
        return last;
    }

    private static String result(String statement) throws IOException {
        String atNoon = statement
                .replace("today()", "toDate('2026-11-20')")
                .replace("now()", "toDateTime('2026-11-20 12:00:00', 'UTC')");
        return new Sql(clickHouse.url()).run(atNoon, "Markdown");
    }
}
