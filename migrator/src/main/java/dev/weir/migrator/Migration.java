// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A step of the schema. A released file never changes; a later step makes the change.
 *
 * @param version counts from 1
 * @param fileName such as {@code 0001_stored_tables.sql}
 */
record Migration(int version, String fileName, String sql) {
    /** Listed here because a directory inside a jar cannot be listed. */
    private static final List<String> FILE_NAMES = List.of(
            "0001_stored_tables.sql",
            "0002_views.sql",
            "0003_ledger.sql",
            "0004_operators.sql",
            "0005_progress.sql",
            "0006_dead_letter_epochs.sql",
            "0007_ledger_lives.sql",
            "0008_properties_when_read.sql",
            "0009_metrics.sql",
            "0010_readings.sql",
            "0011_metric_versions.sql");

    static List<Migration> all() {
        return FILE_NAMES.stream().map(Migration::load).toList();
    }

    static int newestVersion() {
        return FILE_NAMES.size();
    }

    List<String> statements() {
        return SqlScript.statements(sql);
    }

    List<String> statements(Layout layout) {
        return statements().stream()
                .flatMap(statement -> layout.statements(statement).stream())
                .toList();
    }

    String checksum() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    private static Migration load(String fileName) {
        try (InputStream file = Migration.class.getResourceAsStream("migrations/" + fileName)) {
            if (file == null) {
                throw new IllegalStateException("migrations/" + fileName + " is not on the class path");
            }
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new Migration(Integer.parseInt(fileName.substring(0, 4)), fileName, sql);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
