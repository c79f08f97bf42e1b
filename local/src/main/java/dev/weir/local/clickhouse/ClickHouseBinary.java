// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A ClickHouse server that the user has installed. If there is one, the stack uses it instead of the engine library.
 */
public final class ClickHouseBinary {
    private ClickHouseBinary() {}

    /** The program {@code clickhouse} on the PATH, if there is one. */
    public static Optional<Path> onPath() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "clickhouse"))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * The command of a server on this data directory, with a configuration written for it. The server ends when its
     * standard input ends.
     */
    public static ProcessBuilder server(Path binary, Path dataDirectory, int port) {
        Path configuration = dataDirectory.resolve("config.xml");
        try {
            Files.createDirectories(dataDirectory);
            Files.writeString(configuration, configuration(dataDirectory, port));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new ProcessBuilder(
                "/bin/sh",
                "-c",
                // Only the supervisor may react to Ctrl-C. The inner shell kills the server when the input ends.
                "trap '' INT; server=$$; exec 3<&0;"
                        + " (cat <&3 >/dev/null; kill -KILL $server 2>/dev/null) & exec \"$@\" </dev/null 3<&-",
                "sh",
                binary.toString(),
                "server",
                "--config-file=" + configuration);
    }

    static String configuration(Path dataDirectory, int port) {
        return String.format(Locale.ROOT, """
                <clickhouse>
                    <logger><level>warning</level><console>1</console></logger>
                    <listen_host>127.0.0.1</listen_host>
                    <http_port>%2$d</http_port>
                    <path>%1$s/</path>
                    <tmp_path>%1$s/tmp/</tmp_path>
                    <user_files_path>%1$s/user_files/</user_files_path>
                    <timezone>UTC</timezone>
                    <mark_cache_size>134217728</mark_cache_size>
                    <max_server_memory_usage_to_ram_ratio>0.5</max_server_memory_usage_to_ram_ratio>
                    <background_pool_size>2</background_pool_size>
                    <background_schedule_pool_size>2</background_schedule_pool_size>
                    <!-- The least number of free pool entries may not exceed the pool. -->
                    <merge_tree>
                        <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
                        <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
                        <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
                    </merge_tree>
                    <users>
                        <default>
                            <password></password>
                            <networks><ip>127.0.0.1</ip></networks>
                            <profile>default</profile>
                            <quota>default</quota>
                        </default>
                    </users>
                    <profiles><default></default></profiles>
                    <quotas><default></default></quotas>
                </clickhouse>
                """, dataDirectory.toAbsolutePath(), port);
    }
}
