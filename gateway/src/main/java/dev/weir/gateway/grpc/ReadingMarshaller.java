// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.grpc;

import dev.weir.proto.v1.Reading;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses readings. A message that is no reading becomes {@link #UNREADABLE}, so that the service can respond to it. The
 * library would report a failure of the gateway, and log it.
 */
final class ReadingMarshaller implements MethodDescriptor.Marshaller<Reading> {
    /** Only this instance, whatever its content. */
    static final Reading UNREADABLE = Reading.newBuilder().build();

    private final MethodDescriptor.Marshaller<Reading> marshaller;

    private ReadingMarshaller(MethodDescriptor.Marshaller<Reading> marshaller) {
        this.marshaller = marshaller;
    }

    @Override
    public InputStream stream(Reading reading) {
        return marshaller.stream(reading);
    }

    @Override
    public Reading parse(InputStream message) {
        try {
            return marshaller.parse(message);
        } catch (StatusRuntimeException malformed) {
            return UNREADABLE;
        }
    }

    /** Replaces the marshaller of each method of a service whose methods all take readings. */
    static ServerServiceDefinition in(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            methods.add(in(method));
        }
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    @SuppressWarnings("unchecked") // Each method of the service takes readings.
    private static <A> ServerMethodDefinition<Reading, A> in(ServerMethodDefinition<?, A> method) {
        ServerMethodDefinition<Reading, A> ofReadings = (ServerMethodDefinition<Reading, A>) method;
        MethodDescriptor<Reading, A> descriptor = ofReadings.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(
                                new ReadingMarshaller(descriptor.getRequestMarshaller()),
                                descriptor.getResponseMarshaller())
                        .build(),
                ofReadings.getServerCallHandler());
    }
}
