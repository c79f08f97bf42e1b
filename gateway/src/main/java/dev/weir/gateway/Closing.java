// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts in the reverse order of their opening. A part that fails to close does not keep the others open. */
final class Closing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Registers a part for closing, and returns it. */
    <T extends AutoCloseable> T of(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception | Error failed) {
                log.atWarn().setCause(failed).log("A component of the gateway could not be closed");
            }
        }
    }
}
