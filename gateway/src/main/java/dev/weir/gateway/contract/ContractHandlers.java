// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.Map;

/**
 * The handlers that describe the gateway's own interface. None of them needs a token, and none blocks.
 *
 * @param limits {@code GET /limits}
 * @param openApi {@code GET /openapi.json}
 * @param documents {@code GET /docs}: the list of the documents
 * @param document {@code GET /docs/{page}}: the documents, and what they load
 * @param webAsset {@code GET /assets/{file}}: the files that the live page loads
 * @param snippet {@code GET /weir.js}: the script for web sites
 */
public record ContractHandlers(
        HttpHandler limits,
        HttpHandler openApi,
        HttpHandler documents,
        HttpHandler document,
        HttpHandler webAsset,
        HttpHandler snippet) {
    /** The URL of the management port in the bundled OpenAPI document. */
    private static final String DEFAULT_MANAGEMENT_URL = "http://127.0.0.1:9464";

    /**
     * @param limits the sections of {@code /limits} by name, in their order
     * @param managementUrl replaces the default URL of the management port in the OpenAPI document
     * @param dedupHorizon how long the job remembers an identity
     */
    public static ContractHandlers of(
            Map<String, JsonAnswers.Body> limits, String managementUrl, Duration dedupHorizon) {
        return new ContractHandlers(
                new LimitsHandler(limits),
                Asset.ownText(
                        "openapi.json",
                        "application/json",
                        text -> text.replace(DEFAULT_MANAGEMENT_URL, managementUrl)),
                DocumentsHandler.start(),
                new DocumentsHandler(),
                new WebAssetHandler(),
                new SnippetHandler(dedupHorizon));
    }
}
