// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Tells Flink which serializer to use for {@link ReceivedEvent}. */
public final class ReceivedEventTypeInfoFactory extends TypeInfoFactory<ReceivedEvent> {
    @Override
    public TypeInformation<ReceivedEvent> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        return new ReceivedEventTypeInfo();
    }
}
