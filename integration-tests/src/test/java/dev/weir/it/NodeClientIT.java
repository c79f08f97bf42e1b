// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs ClickHouse's Node.js client against the SQL port. The client's test is clients/clickhouse-js.test.mjs. */
class NodeClientIT {
    @RegisterExtension
    static final RunningClickHouse clickHouse = new RunningClickHouse();

    @Test
    void nodeTestsOfTheClientPass() throws Exception {
        clickHouse.sql("INSERT INTO weir.video_views_daily_store VALUES ('2026-11-20', 'it\\'s 100%', 1, 1)", "TSV");
        clickHouse.sql("""
                INSERT INTO weir.events_store (event_id, type, timestamp, received_at, user_id, video_id, properties_json) VALUES
                ('e1', 'video_view', '2026-11-20 12:00:00', '2026-11-20 12:00:00', 'ada', 'it\\'s 100%', '{"plan":"pro","order":9007199254740993}')""", "TSV");
        ProcessBuilder tests = new ProcessBuilder("node", "--test", "--test-reporter=tap", "clickhouse-js.test.mjs")
                .directory(Path.of("clients").toFile())
                .redirectErrorStream(true);
        tests.environment().put("SQL_PORT_URL", clickHouse.url().toString());
        Process node = tests.start();
        try {
            String report = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();

            assertThat(node.exitValue()).as(report).isZero();
            assertThat(report)
                    .contains("# fail 0", "# cancelled 0", "# skipped 0", "# todo 0")
                    .doesNotContain("# pass 0");
        } finally {
            node.destroyForcibly();
        }
    }
}
