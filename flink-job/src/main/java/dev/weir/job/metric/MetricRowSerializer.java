// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.job.metric.MetricRow.Interval;
import dev.weir.job.serialization.StreamSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.EnumSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a row. */
final class MetricRowSerializer extends StreamSerializer<MetricRow> {
    private static final long serialVersionUID = 1L;

    static final MetricRowSerializer INSTANCE = new MetricRowSerializer();

    private static final MetricRow EMPTY = new MetricRow(0, Interval.DAY, 0, "", new Measured());
    private static final EnumSerializer<Interval> INTERVAL = new EnumSerializer<>(Interval.class);

    @Override
    public void serialize(MetricRow row, DataOutputView out) throws IOException {
        out.writeLong(row.definition());
        INTERVAL.serialize(row.interval(), out);
        out.writeLong(row.start());
        writeText(row.groups(), out);
        row.total().writeTo(out);
    }

    @Override
    public MetricRow deserialize(DataInputView in) throws IOException {
        return new MetricRow(
                in.readLong(), INTERVAL.deserialize(in), in.readLong(), readText(in), Measured.readFrom(in));
    }

    @Override
    public MetricRow createInstance() {
        return EMPTY;
    }

    @Override
    public TypeSerializerSnapshot<MetricRow> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Identifies the serializer in a checkpoint's metadata. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MetricRow> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
