// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.operators.lookup.Fate.Kind;
import dev.weir.gateway.operators.lookup.Scan.Copy;
import dev.weir.gateway.operators.lookup.StoredCopies.Counted;
import dev.weir.gateway.operators.lookup.StoredCopies.DeadLettered;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FatesTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void firstCopyIsCountedAndLaterOnesAreDuplicates() {
        List<Fate> fates = Fates.of(scan(copy(5), copy(6), copy(9)), stored(10, List.of(counted(5)), List.of()));

        assertThat(fates).extracting(Fate::kind).containsExactly(Kind.COUNTED, Kind.DUPLICATE, Kind.DUPLICATE);
        assertThat(fates.get(2).duplicateOf()).hasValue(place(5));
        assertThat(Fates.inTotal(fates)).isEqualTo(Kind.COUNTED);
    }

    @Test
    void duplicateNamesTheLastCountedCopyBeforeIt() {
        List<Fate> fates = Fates.of(
                scan(copy(5), copy(6), copy(7), copy(8)), stored(10, List.of(counted(5), counted(7)), List.of()));

        assertThat(fates.get(1).duplicateOf()).hasValue(place(5));
        assertThat(fates.get(3).duplicateOf()).hasValue(place(7));
    }

    @Test
    void unreadRecordIsPending() {
        List<Fate> fates = Fates.of(scan(copy(9), copy(10)), stored(10, List.of(counted(3)), List.of()));

        assertThat(fates).extracting(Fate::kind).containsExactly(Kind.DUPLICATE, Kind.PENDING, Kind.COUNTED);
        assertThat(fates.get(2).inLog()).isFalse();
    }

    @Test
    void storedRowIsCountedBeforeItsCheckpoint() {
        assertThat(Fates.of(scan(copy(12)), stored(10, List.of(counted(12)), List.of())))
                .extracting(Fate::kind)
                .containsExactly(Kind.COUNTED);
    }

    @Test
    void deadLetterHasItsReasonAndId() {
        StoredCopies stored = stored(
                10,
                List.of(),
                List.of(
                        new DeadLettered("my-events", place(5), "late", "Too late."),
                        new DeadLettered("my-events", place(2), "malformed", "Bad.")));

        List<Fate> fates = Fates.of(scan(copy(5)), stored);

        assertThat(fates).extracting(Fate::kind).containsExactly(Kind.LATE, Kind.MALFORMED);
        assertThat(fates).extracting(Fate::why).containsExactly("Too late.", "Bad.");
        assertThat(fates.get(0).deadLetter()).hasValue("my-events-2-5");
        assertThat(fates.get(0).receivedAt()).hasValue(receivedAt(5));
        assertThat(fates.get(1).inLog()).isFalse();
        assertThat(fates.get(1).receivedAt()).isEmpty();
    }

    @Test
    void recordThatIsNowhereStoredIsUnaccountedFor() {
        assertThat(Fates.of(scan(copy(5)), stored(10, List.of(), List.of())))
                .extracting(Fate::kind)
                .containsExactly(Kind.UNACCOUNTED);
        assertThat(Fates.of(scan(copy(5)), stored(10, List.of(counted(6)), List.of())))
                .extracting(Fate::kind)
                .containsExactly(Kind.UNACCOUNTED, Kind.COUNTED);
    }

    @Test
    void rowWithoutOffsetIsMatchedByItsReceipt() {
        Counted old = new Counted(new Place(0, 0), receivedAt(5));

        List<Fate> fates = Fates.of(scan(copy(5), copy(6)), stored(10, List.of(old), List.of()));
        List<Fate> behind = Fates.of(scan(), stored(10, List.of(old), List.of()));

        assertThat(fates).extracting(Fate::kind).containsExactly(Kind.COUNTED, Kind.DUPLICATE);
        assertThat(fates.get(1).duplicateOf()).isEmpty();
        assertThat(behind).extracting(Fate::kind).containsExactly(Kind.COUNTED);
        assertThat(behind.get(0).place()).isEmpty();
    }

    @Test
    void unknownEventHasNoFate() {
        assertThat(Fates.of(scan(), stored(10, List.of(), List.of()))).isEmpty();
    }

    private static Scan scan(Copy... copies) {
        return new Scan(2, 0, 20, true, List.of(copies));
    }

    private static StoredCopies stored(long readUpTo, List<Counted> counted, List<DeadLettered> deadLettered) {
        return new StoredCopies(readUpTo, counted, deadLettered);
    }

    private static Copy copy(long offset) {
        return new Copy(place(offset), receivedAt(offset));
    }

    private static Counted counted(long offset) {
        return new Counted(place(offset), receivedAt(offset));
    }

    private static Place place(long offset) {
        return new Place(2, offset);
    }

    private static Instant receivedAt(long offset) {
        return NOON.plusMillis(offset);
    }
}
