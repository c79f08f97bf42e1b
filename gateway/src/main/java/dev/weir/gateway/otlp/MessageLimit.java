// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Limits the number of messages and values in a protobuf before it is parsed. Two bytes can be a message, whose object
 * takes some 50 bytes of memory.
 */
final class MessageLimit {
    /** Ten thousand data points with five attributes each. */
    private static final int MAX_FIELDS = 300_000;

    /** As deep as protobuf's own parser goes. */
    private static final int MAX_DEPTH = 100;

    private int fields;

    private MessageLimit() {}

    /** @throws UnreadableException if the protobuf has too many fields, or is nested too deep */
    static void check(Descriptor type, CodedInputStream input) throws IOException, UnreadableException {
        new MessageLimit().walk(type, input, 0);
    }

    private void walk(Descriptor type, CodedInputStream input, int depth) throws IOException, UnreadableException {
        if (depth > MAX_DEPTH) {
            throw new UnreadableException("The body is nested too deep.", null);
        }
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (++fields > MAX_FIELDS) {
                throw new UnreadableException(
                        "The body has more than " + MAX_FIELDS + " fields; send fewer data points in a request.", null);
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean isMessage = field != null
                    && field.getJavaType() == JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (isMessage) {
                int limit = input.pushLimit(input.readRawVarint32());
                walk(field.getMessageType(), input, depth + 1);
                input.popLimit(limit);
            } else if (!input.skipField(tag)) {
                return;
            }
        }
    }
}
