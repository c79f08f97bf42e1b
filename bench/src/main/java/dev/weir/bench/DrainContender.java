// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Component;
import java.io.IOException;
import java.util.List;

/** A program that counts all events of a full log. */
interface DrainContender extends DrainWatch.Counter {
    String name();

    /** Starts reading, and returns at once or a little later. */
    void start() throws IOException, InterruptedException;

    /** The processes whose processor time counts for it, the broker included. */
    List<Component> processes();

    /** The sum of the views in its result, read when all events are counted. */
    String total() throws IOException, InterruptedException;

    void stop() throws IOException, InterruptedException;
}
