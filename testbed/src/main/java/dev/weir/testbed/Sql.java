// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** Runs SQL over ClickHouse's HTTP interface, as curl does. */
public final class Sql {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpCalls http;

    public Sql(URI server) {
        this.http = new HttpCalls(server, PATIENCE);
    }

    /**
     * Runs a statement.
     *
     * @return the rows, tab-separated
     * @throws IOException if the server cannot be reached or refuses the statement
     */
    public String run(String statement) throws IOException {
        return run(statement, "TSV");
    }

    /**
     * Runs a statement.
     *
     * @param format the format of the rows, unless the statement names one
     * @return the rows
     * @throws IOException if the server cannot be reached or refuses the statement
     */
    public String run(String statement, String format) throws IOException {
        try {
            Answer response = http.send(
                    http.request("/?default_format=" + format).POST(HttpRequest.BodyPublishers.ofString(statement)));
            if (response.status() != 200) {
                throw new IOException(response.status() + " " + response.body().strip());
            }
            return response.body().strip();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
