// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The end-to-end tests check the encoding against ClickHouse itself. */
class RowBinaryTest {
    @Test
    void writesEachTypeAsTheEngineReadsIt() {
        assertThat(hex(rows -> rows.string("aé"))).isEqualTo("0361c3a9");
        assertThat(hex(rows -> rows.stringOrEmpty(null))).isEqualTo("00");
        assertThat(hex(rows -> rows.uint16(0x1234))).isEqualTo("3412");
        assertThat(hex(rows -> rows.uint32(0xfedcba98L))).isEqualTo("98badcfe");
        assertThat(hex(rows -> rows.uint64(-1))).isEqualTo("ffffffffffffffff");
        assertThat(hex(rows -> rows.int64(-2))).isEqualTo("feffffffffffffff");
        assertThat(hex(rows -> rows.date(65_535))).isEqualTo("ffff");
        assertThat(hex(rows -> rows.dateTime(256_999))).isEqualTo("00010000");
        assertThat(hex(rows -> rows.dateTime64(-1))).isEqualTo("ffffffffffffffff");
        assertThat(hex(rows -> rows.nullableFloat64(null))).isEqualTo("01");
        assertThat(hex(rows -> rows.nullableFloat64(-2.0))).isEqualTo("0000000000000000c0");
    }

    @Test
    void decimalsAreScaledAndSigned() {
        assertThat(hex(rows -> rows.decimal256(new BigDecimal("1.5"), 2))).isEqualTo("96" + "00".repeat(31));
        assertThat(hex(rows -> rows.decimal256(new BigDecimal("-1.5"), 2))).isEqualTo("6a" + "ff".repeat(31));
        assertThat(hex(rows -> rows.decimal256(new BigDecimal("1E3"), 0))).isEqualTo("e803" + "00".repeat(30));
        assertThat(hex(rows -> rows.decimal256(BigDecimal.valueOf(128), 0))).isEqualTo("80" + "00".repeat(31));
    }

    @Test
    void arraysBeginWithTheirLength() {
        assertThat(hex(rows -> rows.uint64Array(new long[] {1, 256})))
                .isEqualTo("02" + "0100000000000000" + "0001000000000000");
        assertThat(hex(rows -> rows.uint64Array(new long[0]))).isEqualTo("00");
    }

    @Test
    void lengthsOverSevenBitsTakeMoreBytes() {
        assertThat(hex(rows -> rows.string(new byte[127]))).startsWith("7f00");
        assertThat(hex(rows -> rows.string(new byte[128]))).startsWith("800100");
        assertThat(hex(rows -> rows.string(new byte[300]))).startsWith("ac0200").hasSize(2 * 302);
        assertThat(hex(rows -> rows.string(new byte[20_000]))).startsWith("a09c0100");
    }

    @Test
    void bufferIsReusable() {
        RowBinary rows = new RowBinary();
        rows.string(new byte[10_000]);
        rows.clear();
        rows.uint16(1);

        assertThat(rows.length()).isEqualTo(2);
        assertThat(hex(rows)).isEqualTo("0100");
    }

    private static String hex(Consumer<RowBinary> write) {
        RowBinary rows = new RowBinary();
        write.accept(rows);
        return hex(rows);
    }

    private static String hex(RowBinary rows) {
        try {
            return HexFormat.of().formatHex(rows.asStream().readAllBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
