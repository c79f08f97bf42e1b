// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import java.nio.file.Path;
import java.util.List;

/** The arguments of a peer: {@code <brokers> <topic of JSON events> <folder> [word]}. */
record PeerArguments(String brokers, String topic, Path folder, List<String> words) {
    static PeerArguments of(String[] arguments) {
        List<String> all = List.of(arguments);
        return new PeerArguments(all.get(0), all.get(1), Path.of(all.get(2)), all.subList(3, all.size()));
    }
}
