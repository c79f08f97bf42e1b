// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.UuidV7;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
    private static final long TIME = 1_795_176_000_250L;

    @Test
    void assignsGrowingIdsEvenIfTheClockStepsBack() {
        UuidV7 uuids = new UuidV7();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            made.add(uuids.next(i < 10_000 ? TIME : TIME - 1_000).toString());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void writesTimeVersionAndVariantOfUuidV7() {
        UUID uuid = new UuidV7().next(TIME);

        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(TIME);
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(new UuidV7().next(TIME)).isNotEqualTo(uuid);
    }

    @Test
    void derivesAStableIdFromKeyAndIndex() {
        assertThat(new IdempotencyKey("order-1").eventId(0))
                .isEqualTo(UUID.fromString("f02f7cda-c420-88aa-b65c-49bcbfac96d0"));
        assertThat(new IdempotencyKey("order-1").eventId(1)).isNotEqualTo(new IdempotencyKey("order-1").eventId(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "tab\t",
                "tab\tb",
                "\u00FC",
                "\"",
                "\"\"",
                "\"a",
                "\"a\"b",
                "\"a b\"",
                "\"a\\b\"",
                "\"a\";p=1"
            })
    void acceptsOnlyVisibleAsciiAsKey(String header) {
        assertThat(IdempotencyKey.of(header)).isEqualTo(header.equals("tab\t") ? new IdempotencyKey("tab") : null);
        assertThat(IdempotencyKey.of("k".repeat(64))).isNotNull();
        assertThat(IdempotencyKey.of("k".repeat(65))).isNull();
        assertThat(IdempotencyKey.of("\"" + "k".repeat(64) + "\"")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"k,k", "\"k\",k", "  k  ,k", "\"a\\\"b\\\\c\",a\"b\\c", "a\"b,a\"b"})
    void ignoresQuotesAroundAKey(String header, String key) {
        assertThat(IdempotencyKey.of(header)).isEqualTo(new IdempotencyKey(key));
    }
}
