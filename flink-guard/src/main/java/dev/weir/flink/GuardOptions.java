// SPDX-License-Identifier: Apache-2.0
package dev.weir.flink;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The guard's options in Flink's configuration. */
public final class GuardOptions {
    public static final ConfigOption<List<String>> ALLOWED_HOSTS = ConfigOptions.key("web.allowed-hosts")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Names, separated by semicolons, by which the REST interface may be asked for, besides localhost"
                            + " and addresses.");

    private GuardOptions() {}
}
