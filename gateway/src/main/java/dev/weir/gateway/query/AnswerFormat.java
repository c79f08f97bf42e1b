// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** The format of a response. */
enum AnswerFormat {
    JSON,
    CSV,
    /** JSON with the views of each video, for {@code GET /analytics}. */
    ANALYTICS
}
