// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.ConfigurationException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs statements on the ClickHouse of a stack that does not run. The arguments are
 * {@code <data directory> <statement>...}. The directory is created if it is missing; without statements, that is all.
 */
public final class OfflineTables {
    private OfflineTables() {}

    public static void main(String[] arguments) throws InterruptedException {
        StackConfiguration configuration = StackConfiguration.onFreePorts(Path.of(arguments[0]), Map.of());
        try (DataDirectory data = DataDirectory.open(configuration.dataDirectory())) {
            if (arguments.length == 1) {
                return;
            }
            Addresses addresses = Addresses.choose(configuration, data);
            HttpClient http = HttpClient.newHttpClient();
            Component clickHouse = new Components(() -> addresses, data, http).clickHouse();
            try {
                clickHouse.start();
                for (int i = 1; i < arguments.length; i++) {
                    System.out.print(run(http, addresses, arguments[i]));
                }
            } finally {
                clickHouse.retire();
            }
        } catch (StackException | ConfigurationException | IOException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static String run(HttpClient http, Addresses addresses, String statement)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(addresses.clickHouse())
                        .POST(HttpRequest.BodyPublishers.ofString(statement))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "ClickHouse refuses " + statement + ": " + response.body().strip());
        }
        return response.body();
    }
}
