// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MigrationTest {
    @Test
    void everyFileOfTheFolderIsListedInOrder() throws Exception {
        Path folder = Path.of(Migration.class.getResource("migrations").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(Migration.all()).extracting(Migration::fileName).containsExactlyElementsOf(names);
        }
    }

    @Test
    void versionsCountFromOne() {
        List<Migration> all = Migration.all();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).version()).isEqualTo(i + 1);
        }
        assertThat(Migration.newestVersion()).isEqualTo(all.size());
    }

    @Test
    void everyStatementCanBeRunTwice() {
        assertThat(Migration.all())
                .flatExtracting(Migration::statements)
                .allSatisfy(
                        sql -> assertThat(sql)
                                .containsPattern(
                                        "CREATE TABLE IF NOT EXISTS weir\\.|CREATE OR REPLACE VIEW weir\\."
                                                + "|ALTER TABLE weir\\.\\w+ (ADD (COLUMN|INDEX) IF NOT EXISTS|DROP COLUMN IF EXISTS|COMMENT COLUMN)"));
    }
}
