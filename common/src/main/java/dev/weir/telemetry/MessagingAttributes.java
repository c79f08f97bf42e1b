// SPDX-License-Identifier: Apache-2.0
package dev.weir.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The attributes that describe messages in a span (OpenTelemetry semantic conventions 1.37, "Messaging spans"). The
 * conventions' own library contains only stable attributes.
 */
public final class MessagingAttributes {
    public static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    public static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    public static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    public static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    public static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    public static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("messaging.batch.message_count");

    private MessagingAttributes() {}
}
