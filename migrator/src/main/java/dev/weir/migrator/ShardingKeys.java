// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import java.util.Map;
import java.util.Optional;

/**
 * The expression that decides on which shard of a cluster a row is stored.
 *
 * <p>It depends only on columns of the sorting key. So all versions of a row are on one shard, and that shard alone can
 * tell which one counts.
 */
final class ShardingKeys {
    /**
     * For small tables: all rows are on the first shard. An insert is then visible as a whole or not at all, and one
     * query sees one state.
     */
    private static final String FIRST_SHARD = "0";

    private static final String BY_VIDEO = "cityHash64(video_id)";
    private static final String BY_RECORD = "cityHash64(topic, partition, offset)";

    private static final Map<String, String> BY_TABLE = Map.ofEntries(
            Map.entry("video_views_daily_store", BY_VIDEO),
            Map.entry("video_views_30d_store", BY_VIDEO),
            Map.entry("active_users_daily_store", FIRST_SHARD),
            Map.entry("events_per_minute_store", "cityHash64(type)"),
            Map.entry("events_store", "cityHash64(user_id)"),
            Map.entry("dead_letters_store", BY_RECORD),
            Map.entry("dead_letter_actions_store", BY_RECORD),
            Map.entry("metric_values_store", "cityHash64(definition, group_1, group_2, group_3, group_4)"),
            Map.entry("metric_members_store", "cityHash64(member)"),
            Map.entry("metric_skipped_store", FIRST_SHARD),
            Map.entry("metric_definitions_store", FIRST_SHARD),
            Map.entry("metric_filled_days_store", FIRST_SHARD),
            Map.entry("metric_replaced_store", FIRST_SHARD),
            Map.entry("metric_deleted_store", FIRST_SHARD),
            Map.entry("ledger_store", FIRST_SHARD),
            Map.entry("progress_store", FIRST_SHARD),
            Map.entry("freshness_store", FIRST_SHARD),
            Map.entry("schema_migrations", FIRST_SHARD));

    private ShardingKeys() {}

    static Optional<String> of(String table) {
        return Optional.ofNullable(BY_TABLE.get(table));
    }
}
