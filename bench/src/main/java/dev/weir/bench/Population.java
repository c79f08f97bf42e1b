// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.Map;
import picocli.CommandLine.Option;

/** The number of users and videos in the events of a scenario. */
final class Population {
    @Option(names = "--users", paramLabel = "N", description = "number of users; ${DEFAULT-VALUE} by default")
    int users = 500_000;

    @Option(names = "--videos", paramLabel = "N", description = "number of videos; ${DEFAULT-VALUE} by default")
    int videos = 100_000;

    void putInto(Map<String, Object> configuration) {
        configuration.put("users", users);
        configuration.put("videos", videos);
    }
}
