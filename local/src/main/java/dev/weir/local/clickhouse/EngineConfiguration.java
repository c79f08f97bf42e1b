// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Writes the engine's configuration, which grants statements no access outside the database. */
final class EngineConfiguration {
    private EngineConfiguration() {}

    /**
     * Writes the configuration into the data directory.
     *
     * @return the file for {@code --config-file}
     */
    static Path writeTo(Path dataDirectory) throws IOException {
        Path folder = Files.createDirectories(dataDirectory.toAbsolutePath().resolve("configuration"));
        Path files = Files.createDirectories(dataDirectory.toAbsolutePath().resolve("user_files"));
        Path backups = Files.createDirectories(dataDirectory.toAbsolutePath().resolve("backups"));
        Path users = folder.resolve("users.xml");
        Path engine = folder.resolve("engine.xml");
        Files.writeString(users, resource("users.xml"));
        Files.writeString(
                engine,
                resource("engine.xml")
                        .replace("@users@", escaped(users))
                        .replace("@files@", escaped(files) + "/")
                        .replace("@backups@", escaped(backups) + "/"));
        return engine;
    }

    private static String escaped(Path path) {
        return path.toString().replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(EngineConfiguration.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
