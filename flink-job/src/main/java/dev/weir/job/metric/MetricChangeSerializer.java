// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.metric.MetricChange.Kind;
import dev.weir.job.serialization.StreamSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.EnumSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a change. */
final class MetricChangeSerializer extends StreamSerializer<MetricChange> {
    private static final long serialVersionUID = 1L;

    static final MetricChangeSerializer INSTANCE = new MetricChangeSerializer();

    private static final MetricChange EMPTY = MetricChange.skipped(0, 0, 0);
    private static final EnumSerializer<Kind> KIND = new EnumSerializer<>(Kind.class);

    @Override
    public void serialize(MetricChange change, DataOutputView out) throws IOException {
        KIND.serialize(change.kind(), out);
        out.writeLong(change.definition());
        out.writeLong(change.minute());
        writeText(change.groups(), out);
        writeText(change.member(), out);
        out.writeLong(change.skipped());
        change.measured().writeTo(out);
    }

    @Override
    public MetricChange deserialize(DataInputView in) throws IOException {
        return new MetricChange(
                KIND.deserialize(in),
                in.readLong(),
                in.readLong(),
                readText(in),
                readText(in),
                in.readLong(),
                Measured.readFrom(in));
    }

    @Override
    public MetricChange createInstance() {
        return EMPTY;
    }

    @Override
    public TypeSerializerSnapshot<MetricChange> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Identifies the serializer in a checkpoint's metadata. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MetricChange> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
