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
                    "Names allowed in the Host header of the REST interface besides localhost, separated by semicolons"
                            + " and addresses.");

    private GuardOptions() {}
}
