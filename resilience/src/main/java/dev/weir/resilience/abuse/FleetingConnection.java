// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

/** Connects, sends at most a part of a request, and disconnects. */
final class FleetingConnection extends Connection {
    /** One in this many connections is closed with a FIN. Each of those occupies a local port for a minute. */
    private static final int ORDERLY_ONE_IN = 10;

    private static final byte[][] SAID = {
        {}, Request.ascii("POST /events HT"), Request.get("/health").bytes()
    };

    private final long number;
    private final AbuseTally tally;

    FleetingConnection(long number, AbuseTally tally) {
        this.number = number;
        this.tally = tally;
    }

    @Override
    void connected() {
        tally.connected();
        byte[] said = SAID[(int) (number % SAID.length)];
        if (said.length > 0) {
            tally.asked();
            write(said);
            send();
        }
        if (!hasEnded()) {
            tally.left();
            if (number % ORDERLY_ONE_IN == 0) {
                close();
            } else {
                abort();
            }
        }
    }

    @Override
    void ended(End how) {
        tally.ended(how);
    }
}
