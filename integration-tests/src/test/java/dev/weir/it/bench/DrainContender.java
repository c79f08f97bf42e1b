package dev.weir.it.bench;

import dev.weir.local.Component;
import java.io.IOException;
import java.util.List;

/** A program that counts the whole of a full log. */
interface DrainContender extends DrainWatch.Counter {
    String name();

    /** Begins to read, and returns at once or a little later. */
    void start() throws IOException, InterruptedException;

    /** What takes processor time for it, the broker included. */
    List<Component> processes();

    /** The views that its result adds up to; asked when all are counted. */
    String total() throws IOException, InterruptedException;

    void stop() throws IOException, InterruptedException;
}
