// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.clickhouse.data.stream.Lz4OutputStream;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads and writes ClickHouse's block compression. A checksum and two lengths precede each block. */
@SuppressWarnings("deprecation") // The driver's library has no other public class for them.
final class CompressedBlocks {
    private static final int BLOCK_BYTES = 1 << 16;

    private CompressedBlocks() {}

    static InputStream decompress(InputStream blocks) {
        return new BlockInputStream(blocks);
    }

    /** The last block is written on close. */
    static OutputStream compressInto(OutputStream blocks) {
        return new Lz4OutputStream(blocks, BLOCK_BYTES, null);
    }
}
