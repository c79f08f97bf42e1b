package dev.weir.local.clickhouse;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the build puts the ClickHouse engine. */
public final class EngineLibrary {
    private static final Path IN_TREE = Path.of("local/engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");

    private EngineLibrary() {}

    /**
     * The library of this source tree, found from the place of this class or from the working directory, which differ
     * where a test takes this module from Maven's repository; it may be absent.
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
