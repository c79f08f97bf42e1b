package dev.weir.gateway.contract;

import dev.weir.gateway.http.JsonAnswers;
import io.undertow.server.HttpHandler;
import java.util.Map;

/**
 * What the gateway says about its own interface; none of it needs a token, and none blocks.
 *
 * @param limits {@code GET /limits}
 * @param openApi {@code GET /openapi.json}
 * @param page {@code GET /docs}
 * @param pageAsset {@code GET /docs/{asset}}: what the page loads
 */
public record ContractHandlers(HttpHandler limits, HttpHandler openApi, HttpHandler page, HttpHandler pageAsset) {
    /** @param limits the sections of {@code /limits} by name, in their order */
    public static ContractHandlers of(Map<String, JsonAnswers.Body> limits) {
        return new ContractHandlers(
                new LimitsHandler(limits),
                Asset.own("openapi.json", "application/json"),
                new PageHandler(),
                new PageAssetHandler());
    }
}
