package dev.weir.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts that were opened one after the other, and are closed in reverse order, each whatever becomes of the others. */
final class Closing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Takes over the closing of a part, and gives the part back. */
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
                log.atWarn().setCause(failed).log("A part of the gateway did not close");
            }
        }
    }
}
