// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Checks that decoders accept the bombs. A bomb that no decoder accepts would prove nothing. */
class BombsTest {
    private static final int DECOMPRESSED_BYTES = (1 << 20) + 17;
    private static final int ONE_MEBIBYTE_LOG = 20;
    private static final int TWO_GIBIBYTES_LOG = 31;

    @Test
    void gzipBombBecomesBlanks() throws Exception {
        assertBlanks(new GZIPInputStream(new ByteArrayInputStream(Bombs.gzip(DECOMPRESSED_BYTES))));
    }

    @Test
    void zstdBombBecomesBlanks() throws Exception {
        byte[] bomb = Bombs.zstd(DECOMPRESSED_BYTES, ONE_MEBIBYTE_LOG);
        assertThat(bomb).hasSizeLessThan(64);
        assertBlanks(new ZstdInputStream(new ByteArrayInputStream(bomb)));
    }

    @Test
    void zstdBombCanDeclareAHugeWindow() throws Exception {
        byte[] bomb = Bombs.zstd(1, TWO_GIBIBYTES_LOG);
        try (ZstdInputStream content =
                new ZstdInputStream(new ByteArrayInputStream(bomb)).setLongMax(TWO_GIBIBYTES_LOG)) {
            assertThat(content.readAllBytes()).containsExactly(' ');
        }
    }

    private static void assertBlanks(InputStream content) throws Exception {
        try (content) {
            assertThat(content.readAllBytes()).hasSize(DECOMPRESSED_BYTES).containsOnly(' ');
        }
    }
}
