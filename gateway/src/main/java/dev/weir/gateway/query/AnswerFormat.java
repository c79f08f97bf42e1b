// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

/** The format of a response. */
enum AnswerFormat {
    JSON,
    CSV
}
