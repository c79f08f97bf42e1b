// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.clickhouse.data.ClickHouseCityHash;
import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * Decompresses ClickHouse's block format. A block is a 16-byte checksum, a method byte, the compressed size, the
 * uncompressed size, and the data. The compressed size includes the 9 bytes from the method on. All numbers are
 * little-endian.
 */
@SuppressWarnings("deprecation") // The driver's library has no other public class for the checksum.
final class BlockInputStream extends InputStream {
    private static final int CHECKSUM_BYTES = 16;
    private static final int HEADER_BYTES = 9;
    private static final int LARGEST_BLOCK_BYTES = 1 << 30;
    private static final int STORED = 0x02;
    private static final int LZ4 = 0x82;
    private static final int ZSTD = 0x90;

    private final InputStream blocks;
    private byte[] block = {};
    private int position;

    BlockInputStream(InputStream blocks) {
        this.blocks = blocks;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? block[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int size = Math.min(length, block.length - position);
        System.arraycopy(block, position, target, offset, size);
        position += size;
        return size;
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }

    private boolean hasMore() throws IOException {
        while (position == block.length) {
            byte[] checksum = blocks.readNBytes(CHECKSUM_BYTES);
            if (checksum.length == 0) {
                return false;
            }
            block = next(checksum);
            position = 0;
        }
        return true;
    }

    private byte[] next(byte[] checksum) throws IOException {
        byte[] header = exactly(HEADER_BYTES);
        ByteBuffer sizes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int method = sizes.get() & 0xFF;
        int compressed = sizes.getInt() - HEADER_BYTES;
        int size = sizes.getInt();
        if (compressed < 0 || size < 0 || compressed > LARGEST_BLOCK_BYTES || size > LARGEST_BLOCK_BYTES) {
            throw new IOException("the body does not consist of ClickHouse's compressed blocks");
        }
        byte[] data = exactly(compressed);
        byte[] checked = ByteBuffer.allocate(HEADER_BYTES + compressed)
                .put(header)
                .put(data)
                .array();
        long[] expected = ClickHouseCityHash.cityHash128(checked, 0, checked.length);
        ByteBuffer sent = ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN);
        if (checksum.length < CHECKSUM_BYTES || sent.getLong() != expected[0] || sent.getLong() != expected[1]) {
            throw new IOException("the checksum of a compressed block is wrong");
        }
        return decompress(method, data, size);
    }

    private static byte[] decompress(int method, byte[] data, int size) throws IOException {
        try {
            return switch (method) {
                case STORED -> data;
                case LZ4 -> LZ4Factory.fastestJavaInstance().safeDecompressor().decompress(data, 0, data.length, size);
                case ZSTD -> Zstd.decompress(data, size);
                default -> throw new IOException("a compressed block has the method " + method + ", which is unknown");
            };
        } catch (LZ4Exception | com.github.luben.zstd.ZstdException broken) {
            throw new IOException("a compressed block cannot be read", broken);
        }
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = blocks.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the body ends within a compressed block");
        }
        return bytes;
    }
}
