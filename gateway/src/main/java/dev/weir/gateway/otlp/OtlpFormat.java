// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.http.Body;
import dev.weir.http.MediaTypes;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The encodings of OTLP/HTTP. A response has the encoding of its request. */
enum OtlpFormat {
    PROTOBUF("application/x-protobuf") {
        @Override
        ExportMetricsServiceRequest parse(Body body) throws UnreadableException {
            try {
                MessageLimit.check(
                        ExportMetricsServiceRequest.getDescriptor(),
                        CodedInputStream.newInstance(body.bytes(), 0, body.length()));
                return ExportMetricsServiceRequest.parseFrom(
                        CodedInputStream.newInstance(body.bytes(), 0, body.length()));
            } catch (IOException malformed) {
                throw new UnreadableException("The body is not a protobuf of ExportMetricsServiceRequest.", malformed);
            }
        }

        @Override
        ByteBuffer write(Message message) {
            return message.toByteString().asReadOnlyByteBuffer();
        }
    },

    /** Field names are in camel case. Unknown fields are ignored, as the protocol demands. */
    JSON("application/json") {
        @Override
        ExportMetricsServiceRequest parse(Body body) throws UnreadableException {
            JsonLimit.check(body);
            ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
            try {
                JsonFormat.parser()
                        .ignoringUnknownFields()
                        .merge(new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8), request);
                return request.build();
            } catch (InvalidProtocolBufferException malformed) {
                throw new UnreadableException("The body is not JSON of ExportMetricsServiceRequest.", malformed);
            }
        }

        @Override
        ByteBuffer write(Message message) {
            try {
                return ByteBuffer.wrap(JsonFormat.printer()
                        .omittingInsignificantWhitespace()
                        .print(message)
                        .getBytes(StandardCharsets.UTF_8));
            } catch (InvalidProtocolBufferException impossible) {
                throw new IllegalStateException("A message without Any could not be written.", impossible);
            }
        }
    };

    static final MediaTypes<OtlpFormat> MEDIA_TYPES = mediaTypes();

    private final String mediaType;

    OtlpFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** Parses a body of limited complexity, because objects take far more memory than their bytes. */
    abstract ExportMetricsServiceRequest parse(Body body) throws UnreadableException;

    abstract ByteBuffer write(Message message);

    private static MediaTypes<OtlpFormat> mediaTypes() {
        Map<String, OtlpFormat> formats = new LinkedHashMap<>();
        for (OtlpFormat format : values()) {
            formats.put(format.mediaType, format);
        }
        return new MediaTypes<>(formats, JSON);
    }
}
