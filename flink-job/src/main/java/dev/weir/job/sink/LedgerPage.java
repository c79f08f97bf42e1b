// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.job.ledger.Account;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The ledger of the whole job as of one checkpoint.
 *
 * @param notedAt when all entries of the checkpoint had arrived, in milliseconds since the Unix epoch
 */
record LedgerPage(long checkpoint, long notedAt, List<Line> lines) {

    /** One amount, summed over all subtasks. */
    record Line(Account account, long key, long amount) {}

    /** The form in which a checkpoint keeps a page until the checkpoint completes and the page is written. */
    static final class Serializer implements SimpleVersionedSerializer<LedgerPage> {
        private static final int VERSION = 1;
        private static final int LINE_BYTES = 32;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(LedgerPage page) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(page.lines().size() * LINE_BYTES + LINE_BYTES);
            out.writeLong(page.checkpoint());
            out.writeLong(page.notedAt());
            out.writeInt(page.lines().size());
            for (Line line : page.lines()) {
                out.writeUTF(line.account().name());
                out.writeLong(line.key());
                out.writeLong(line.amount());
            }
            return out.getCopyOfBuffer();
        }

        @Override
        public LedgerPage deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "The state was written by a later version: it has ledger pages of version " + version);
            }
            DataInputDeserializer in = new DataInputDeserializer(serialized);
            long checkpoint = in.readLong();
            long notedAt = in.readLong();
            int count = in.readInt();
            List<Line> lines = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                lines.add(new Line(Account.valueOf(in.readUTF()), in.readLong(), in.readLong()));
            }
            return new LedgerPage(checkpoint, notedAt, List.copyOf(lines));
        }
    }
}
