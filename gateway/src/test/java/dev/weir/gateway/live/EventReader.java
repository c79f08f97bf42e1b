// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads the events of one stream on its own thread. */
final class EventReader implements AutoCloseable {
    /** An event, as a client sees it. */
    record Event(String name, String id, String data) {}

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Thread reading = new Thread(this::read, "events");
    private volatile String firstLine = "";
    private volatile boolean hasEnded;

    EventReader(HttpClient client, URI uri) throws IOException, InterruptedException {
        response = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        reading.start();
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    List<Event> events() {
        return events;
    }

    List<Event> named(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    String firstLine() {
        return firstLine;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        response.body().close();
        reading.join();
    }

    private void read() {
        String name = "";
        String id = "";
        String data = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (firstLine.isEmpty()) {
                    firstLine = line;
                }
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(name, id, data));
                    }
                    name = "";
                    data = "";
                } else if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    data = line.substring("data: ".length());
                }
            }
        } catch (IOException | UncheckedIOException closed) {
            // The stream was cut off.
        }
        hasEnded = true;
    }
}
