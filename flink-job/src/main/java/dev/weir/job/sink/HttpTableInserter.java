// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Inserts over ClickHouse's HTTP interface. Uses binary rows, which cost ClickHouse and the job less than SQL text.
 *
 * <p>An insert is tried four times. The rows are the same each time, and the tables keep only one of several equal
 * rows.
 */
final class HttpTableInserter implements TableInserter {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    /**
     * The pause before each retry. The first retry is immediate, because a restarted server has closed the connection.
     */
    private static final List<Duration> RETRY_DELAYS =
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final HttpClient http;
    private final HttpRequest request;
    private final String table;
    private final List<Duration> retryDelays;

    HttpTableInserter(ClickHouseEndpoint endpoint, Table<?> table, List<Duration> retryDelays) {
        this.table = table.name();
        this.retryDelays = retryDelays;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .sslContext(endpoint.sslContext())
                .build();
        String credentials = endpoint.user() + ":" + endpoint.password();
        request = HttpRequest.newBuilder(uri(endpoint, table.insert() + " FORMAT RowBinary"))
                .timeout(RESPONSE_TIMEOUT)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    static Factory factory(ClickHouseEndpoint endpoint) {
        return table -> new HttpTableInserter(endpoint, table, RETRY_DELAYS);
    }

    @Override
    public void insert(RowBinary rows) throws IOException, InterruptedException {
        for (Duration delay : retryDelays) {
            try {
                tryInsert(rows);
                return;
            } catch (IOException failed) {
                Thread.sleep(delay.toMillis());
            }
        }
        tryInsert(rows);
    }

    private void tryInsert(RowBinary rows) throws IOException, InterruptedException {
        HttpRequest insert = HttpRequest.newBuilder(request, (name, value) -> true)
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(rows::asStream), rows.length()))
                .build();
        HttpResponse<String> response;
        try {
            response = http.send(insert, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IOException("ClickHouse did not complete an insert into " + table + ": " + failed, failed);
        }
        if (response.statusCode() != OK) {
            throw new IOException("ClickHouse rejected an insert into " + table + ": "
                    + response.body().strip());
        }
    }

    private static URI uri(ClickHouseEndpoint endpoint, String statement) {
        String settings = endpoint.settings().entrySet().stream()
                .map(setting -> "&" + encoded(setting.getKey()) + "=" + encoded(setting.getValue()))
                .collect(Collectors.joining());
        return endpoint.url().resolve("/?query=" + encoded(statement) + settings);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
