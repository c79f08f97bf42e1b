// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.configuration.ClickHouseEndpoint;
import java.util.List;

/** Where the schema is: on one node, or on the nodes of a cluster. The migrations are the same. */
sealed interface Layout permits Layout.OneNode, ClusterLayout {
    static Layout of(ClickHouseEndpoint endpoint) {
        return endpoint.isCluster() ? new ClusterLayout(endpoint.cluster()) : new OneNode();
    }

    /** The tables that no migration creates. */
    List<String> ownTables();

    /**
     * The statements that stand for a statement of one node.
     *
     * @throws MigrationException if it is not clear what the statement means for this layout
     */
    List<String> statements(String sql);

    /** The name of the table that has the rows which are inserted into a table. */
    String tableWithRows(String table);

    /** The engine of the tables that programs use, as the server calls it. */
    boolean isEngine(String engine);

    /** A server that stands alone. */
    record OneNode() implements Layout {
        @Override
        public List<String> ownTables() {
            return List.of();
        }

        @Override
        public List<String> statements(String sql) {
            return List.of(sql);
        }

        @Override
        public String tableWithRows(String table) {
            return table;
        }

        @Override
        public boolean isEngine(String engine) {
            return !engine.equals(ClusterLayout.ENGINE);
        }
    }
}
