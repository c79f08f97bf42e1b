// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Controls the tabs of a {@link Chromium} through the Chrome DevTools Protocol. */
final class DevTools implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Chromium browser;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    private DevTools(Chromium browser, URI address) {
        this.browser = browser;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
    }

    static DevTools start(Path program, Path profile) throws IOException {
        Chromium browser = Chromium.controlled(program, profile);
        Path port = profile.resolve("DevToolsActivePort");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        return new DevTools(browser, URI.create("ws://127.0.0.1:" + String.join("", Files.readAllLines(port))));
    }

    /**
     * Opens a tab and waits until its page has loaded.
     *
     * @param before JavaScript that runs before each page of the tab
     */
    Tab open(String url, String before) {
        String target = call("", "Target.createTarget", "url", "about:blank")
                .get("targetId")
                .asText();
        ObjectNode attach = JSON.createObjectNode().put("targetId", target).put("flatten", true);
        Tab tab = new Tab(
                target,
                call("", "Target.attachToTarget", attach).get("sessionId").asText());
        call(tab.session, "Page.enable", JSON.createObjectNode());
        call(tab.session, "Network.enable", JSON.createObjectNode());
        call(tab.session, "Page.addScriptToEvaluateOnNewDocument", "source", before);
        tab.show(url);
        return tab;
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        browser.close();
    }

    private JsonNode call(String session, String method, String name, String value) {
        return call(session, method, JSON.createObjectNode().put(name, value));
    }

    private JsonNode call(String session, String method, ObjectNode parameters) {
        int id = lastId.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> response = new CompletableFuture<>();
        waiting.put(id, response);
        socket.sendText(message.toString(), true).join();
        JsonNode received =
                response.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(received.path("error").isMissingNode())
                .as("%s: %s", method, received)
                .isTrue();
        return received.get("result");
    }

    /** A tab. Its page may be on another site than that of another tab. */
    final class Tab {
        private final String target;
        private final String session;

        private Tab(String target, String session) {
            this.target = target;
            this.session = session;
        }

        void show(String url) {
            call(session, "Page.navigate", "url", url);
            // With deferred scripts.
            await().atMost(PATIENCE)
                    .until(() ->
                            eval("document.readyState + location.href").asText().equals("complete" + url));
        }

        /** Evaluates JavaScript, and returns its value. */
        JsonNode eval(String script) {
            ObjectNode parameters =
                    JSON.createObjectNode().put("expression", script).put("returnByValue", true);
            JsonNode result = call(session, "Runtime.evaluate", parameters);
            assertThat(result.path("exceptionDetails").isMissingNode())
                    .as("%s: %s", script, result)
                    .isTrue();
            return result.at("/result/value");
        }

        void offline(boolean isOffline) {
            call(
                    session,
                    "Network.emulateNetworkConditions",
                    JSON.createObjectNode()
                            .put("offline", isOffline)
                            .put("latency", 0)
                            .put("downloadThroughput", -1)
                            .put("uploadThroughput", -1));
        }

        void close() {
            call("", "Target.closeTarget", "targetId", target);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                receive(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void receive(String text) {
            try {
                JsonNode received = JSON.readTree(text);
                // Events have no id.
                Optional.ofNullable(waiting.remove(received.path("id").asInt()))
                        .ifPresent(response -> response.complete(received));
            } catch (IOException malformed) {
                throw new AssertionError(malformed);
            }
        }
    }
}
