package dev.weir.gateway.query;

/** How an answer is written. */
enum AnswerFormat {
    JSON,
    CSV
}
