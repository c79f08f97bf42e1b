// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls the service as a client without its {@code .proto} does, such as grpcurl: by reflection, from JSON. */
class GrpcReflectionTest {
    private static final String SERVICE = "weir.v1.Ingestor";

    @Test
    void describesItsServices() throws Exception {
        try (TestGateway gateway = new TestGateway();
                TestGrpc client = new TestGrpc(gateway)) {
            assertThat(ask(client, ServerReflectionRequest.newBuilder().setListServices("*"))
                            .getListServicesResponse()
                            .getServiceList())
                    .extracting(ServiceResponse::getName)
                    .containsExactlyInAnyOrder(SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
        }
    }

    @Test
    void acceptsACallMadeFromTheDescription() throws Exception {
        try (TestGateway gateway = new TestGateway();
                TestGrpc client = new TestGrpc(gateway)) {
            Descriptors.MethodDescriptor method = file(
                            client, ServerReflectionRequest.newBuilder().setFileContainingSymbol(SERVICE))
                    .findServiceByName("Ingestor")
                    .findMethodByName("LogMetrics");
            DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
            JsonFormat.parser()
                    .merge("{\"service_name\":\"checkout\",\"metric_name\":\"latency\",\"value\":12.5}", request);

            DynamicMessage response = ClientCalls.blockingUnaryCall(
                    client.channel,
                    MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName(SERVICE + "/" + method.getName())
                            .setRequestMarshaller(
                                    ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                            .setResponseMarshaller(
                                    ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                    request.build());

            assertThat(JsonFormat.printer().print(response)).contains("\"id\"", "\"token\"");
            assertThat(gateway.publisher.events()).singleElement().satisfies(event -> assertThat(event.userId())
                    .isEqualTo("checkout"));
        }
    }

    /** Fetches a file with the files that it imports. */
    private static FileDescriptor file(TestGrpc client, ServerReflectionRequest.Builder question) throws Exception {
        Map<String, FileDescriptorProto> known = new HashMap<>();
        FileDescriptorProto first = null;
        for (ByteString bytes :
                ask(client, question).getFileDescriptorResponse().getFileDescriptorProtoList()) {
            FileDescriptorProto file = parse(bytes);
            known.put(file.getName(), file);
            first = first == null ? file : first;
        }
        return link(client, Objects.requireNonNull(first), known);
    }

    private static FileDescriptor link(
            TestGrpc client, FileDescriptorProto file, Map<String, FileDescriptorProto> known) throws Exception {
        FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
        for (int i = 0; i < imports.length; i++) {
            String name = file.getDependency(i);
            FileDescriptorProto imported = known.get(name);
            imports[i] = imported == null
                    ? file(client, ServerReflectionRequest.newBuilder().setFileByFilename(name))
                    : link(client, imported, known);
        }
        try {
            return FileDescriptor.buildFrom(file, imports);
        } catch (DescriptorValidationException invalid) {
            throw new AssertionError(invalid);
        }
    }

    private static ServerReflectionResponse ask(TestGrpc client, ServerReflectionRequest.Builder question)
            throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> call =
                ServerReflectionGrpc.newStub(client.channel).serverReflectionInfo(new TestGrpc.Completing<>(answer));
        call.onNext(question.build());
        call.onCompleted();
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static FileDescriptorProto parse(ByteString bytes) throws InvalidProtocolBufferException {
        return FileDescriptorProto.parseFrom(bytes);
    }
}
