// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Stack;
import dev.weir.testbed.Sql;
import java.io.IOException;
import java.util.Map;

/** Reads the versions of a running stack's programs. */
final class Versions {
    private Versions() {}

    static Map<String, String> of(Stack stack) throws IOException {
        return Map.of("clickhouse", new Sql(stack.clickHouseUrl()).run("SELECT version()"));
    }
}
