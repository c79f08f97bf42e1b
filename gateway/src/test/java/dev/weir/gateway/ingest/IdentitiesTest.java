package dev.weir.gateway.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.uuid.UuidV7;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentitiesTest {
    private static final long TIME = 1_795_176_000_250L;

    @Test
    void assignsGrowingIdentitiesAlsoWhenTheClockStandsStillOrStepsBack() {
        UuidV7 uuids = new UuidV7();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            made.add(uuids.next(i < 10_000 ? TIME : TIME - 1_000).toString());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void writesTimeVersionAndVariantWhereTheStandardHasThem() {
        UUID uuid = new UuidV7().next(TIME);

        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(TIME);
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(new UuidV7().next(TIME)).isNotEqualTo(uuid);
    }

    @Test
    void derivesTheSameIdentityFromTheSameKeyAndIndexForEver() {
        assertThat(new IdempotencyKey("order-1").eventId(0))
                .isEqualTo(UUID.fromString("f02f7cda-c420-88aa-b65c-49bcbfac96d0"));
        assertThat(new IdempotencyKey("order-1").eventId(1)).isNotEqualTo(new IdempotencyKey("order-1").eventId(0));
    }

    @ParameterizedTest
    @CsvSource({"k,true", "'a b',true", "'',false", "' ',false", "'tab\t',false", "ü,false"})
    void takesVisibleAsciiAsAKey(String key, boolean valid) {
        assertThat(IdempotencyKey.isValid(key)).isEqualTo(valid);
        assertThat(IdempotencyKey.isValid("k".repeat(64))).isTrue();
        assertThat(IdempotencyKey.isValid("k".repeat(65))).isFalse();
    }
}
