// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestGateway.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.weir.gateway.TestGateway.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionHttpTest {
    private static final TestGateway gateway = new TestGateway();
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final int MAX_BODY_BYTES = 5 * 1024 * 1024;

    /** The encodings that clients use. */
    enum Encoding {
        GZIP {
            @Override
            byte[] compress(byte[] bytes) {
                return gzip(bytes);
            }
        },
        ZSTD {
            @Override
            byte[] compress(byte[] bytes) {
                return zstd(bytes, 0);
            }
        };

        abstract byte[] compress(byte[] bytes);

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        Answer post(byte[] body) {
            return gateway.post("/events", "application/x-ndjson", body, "Content-Encoding", wireName());
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void acceptsSeveralMembersOrFrames(Encoding encoding) {
        gateway.publisher.batches().clear();
        byte[] one = encoding.compress((GOOD + "\n").getBytes(UTF_8));

        assertThat(encoding.post(joined(one, one)).status()).isEqualTo(200);
        assertThat(gateway.publisher.events()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void limitsTheSizeAfterDecompression(Encoding encoding) {
        assertThat(encoding.post(encoding.compress(bodyOf(MAX_BODY_BYTES))).status())
                .isEqualTo(200);
        Answer answer = encoding.post(encoding.compress(bodyOf(MAX_BODY_BYTES + 1)));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorCode()).isEqualTo("too_large");
        assertThat(answer.body().at("/error/message").asText()).contains("5 MiB", "5242880");
    }

    @ParameterizedTest
    @EnumSource
    void stopsReadingABombAtTheLimit(Encoding encoding) {
        byte[] bomb = encoding.compress(new byte[50 << 20]);
        assertThat(bomb.length).isLessThan(1 << 20);

        Answer answer = encoding.post(bomb);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorCode()).as("whichever limit is met first").isIn("too_large", "compression_ratio");
        assertThat(gateway.post(GOOD).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTooHighACompressionRatio(Encoding encoding) {
        Answer answer =
                encoding.post(encoding.compress((GOOD + "\n" + " ".repeat(MAX_BODY_BYTES / 2)).getBytes(UTF_8)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorCode()).isEqualTo("compression_ratio");
        assertThat(answer.body().at("/error/message").asText()).contains("1000");
    }

    @ParameterizedTest
    @EnumSource
    void acceptsVeryRepetitiveEvents(Encoding encoding) {
        String properties = String.format(Locale.ROOT, "{\"a\":\"%s\"}", letters(4_800));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"user_id\":\"u\",\"type\":\"t\",\"event_id\":\"e-%d\",\"properties\":%s}\n",
                    i,
                    properties));
        }

        assertThat(encoding.post(encoding.compress(lines.toString().getBytes(UTF_8)))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTruncatedDamagedOrUncompressedBodies(Encoding encoding) {
        byte[] whole = encoding.compress(bodyOf(1_000));
        byte[] damaged = whole.clone();
        damaged[damaged.length - 2] ^= 1;

        for (byte[] body : new byte[][] {
            {},
            Arrays.copyOf(whole, 3),
            Arrays.copyOf(whole, whole.length - 1),
            damaged,
            GOOD.getBytes(UTF_8),
            joined(whole, GOOD.getBytes(UTF_8)),
            joined(whole, Arrays.copyOf(whole, whole.length / 2)),
        }) {
            gateway.publisher.batches().clear();
            Answer answer = encoding.post(body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.row(0).get("code").asText()).isEqualTo("malformed_json");
            assertThat(answer.row(0).get("message").asText()).contains(encoding.wireName());
            assertThat(gateway.publisher.batches()).isEmpty();
        }
    }

    @Test
    void skipsSkippableFramesOfZstd() {
        byte[] skippable = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3};

        assertThat(Encoding.ZSTD
                        .post(joined(skippable, joined(zstd(GOOD.getBytes(UTF_8), 0), skippable)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesTooLargeAWindowOfZstd() {
        byte[] body = bodyOf(100_000);

        assertThat(Encoding.ZSTD.post(zstd(body, 23)).status()).isEqualTo(200);
        Answer answer = Encoding.ZSTD.post(zstd(body, 27));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.row(0).get("message").asText()).contains("window", "8 MiB");
    }

    /**
     * @param windowLog the window that the frame requests, as encoders do that do not know the size in advance; 0 for
     *     the default of the level
     */
    private static byte[] zstd(byte[] bytes, int windowLog) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(compressed)) {
            out.setChecksum(true);
            if (windowLog > 0) {
                out.setLong(windowLog);
            }
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }

    /** An event, followed by white space that does not compress well; blank lines are ignored. */
    private static byte[] bodyOf(int bytes) {
        byte[] body = new byte[bytes];
        new Random(1).nextBytes(body);
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) " \t\n ".charAt(body[i] & 3);
        }
        byte[] event = (GOOD + "\n").getBytes(UTF_8);
        System.arraycopy(event, 0, body, 0, event.length);
        return body;
    }

    private static String letters(int count) {
        return new Random(1)
                .ints(count, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
