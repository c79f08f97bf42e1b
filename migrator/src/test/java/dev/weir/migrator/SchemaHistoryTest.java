// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.migrator.SchemaHistory.Applied;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaHistoryTest {
    private static final Migration ONE = new Migration(1, "0001_one.sql", "a");
    private static final Migration TWO = new Migration(2, "0002_two.sql", "b");

    @Test
    void everythingIsPendingOnAnEmptyDatabase() {
        assertThat(SchemaHistory.pending(List.of(ONE, TWO), Map.of())).containsExactly(ONE, TWO);
    }

    @Test
    void appliedMigrationsAreNotPending() {
        assertThat(SchemaHistory.pending(List.of(ONE, TWO), Map.of(1, applied(ONE))))
                .containsExactly(TWO);
        assertThat(SchemaHistory.pending(List.of(ONE, TWO), Map.of(1, applied(ONE), 2, applied(TWO))))
                .isEmpty();
    }

    @Test
    void refusesAnAppliedFileThatChanged() {
        Migration changed = new Migration(1, "0001_one.sql", "other");
        assertThatThrownBy(() -> SchemaHistory.pending(List.of(changed, TWO), Map.of(1, applied(ONE))))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("0001_one.sql")
                .hasMessageContaining("must not be changed");
    }

    @Test
    void refusesAnAppliedFileThatIsMissing() {
        assertThatThrownBy(() -> SchemaHistory.pending(List.of(ONE), Map.of(1, applied(ONE), 2, applied(TWO))))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("0002_two.sql")
                .hasMessageContaining("does not have it");
    }

    @Test
    void refusesAGap() {
        assertThatThrownBy(() -> SchemaHistory.pending(List.of(ONE, TWO), Map.of(2, applied(TWO))))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("0001_one.sql was not applied");
    }

    private static Applied applied(Migration migration) {
        return new Applied(migration.fileName(), migration.checksum());
    }
}
