// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Locates the ClickHouse engine that the build installs. */
public final class EngineLibrary {
    private static final Path IN_TREE = Path.of("local/engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");

    private EngineLibrary() {}

    /**
     * The library in this source tree. The search starts at the location of this class, then at the working directory.
     * They differ if a test takes this module from Maven's repository. The library may be missing.
     */
    public static Path path() {
        return Stream.of(placeOfThisClass(), Path.of("").toAbsolutePath())
                .flatMap(start -> find(start).stream())
                .findFirst()
                .orElse(IN_TREE);
    }

    private static Optional<Path> find(Path start) {
        return Stream.iterate(start, folder -> folder.getParent() != null, Path::getParent)
                .map(folder -> folder.resolve(IN_TREE))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Path placeOfThisClass() {
        try {
            return Path.of(EngineLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException notAFile) {
            throw new IllegalStateException(notAFile);
        }
    }
}
