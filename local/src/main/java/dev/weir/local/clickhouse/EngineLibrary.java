package dev.weir.local.clickhouse;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build puts the ClickHouse engine. */
public final class EngineLibrary {
    private static final Path IN_MODULE = Path.of("engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so");

    private EngineLibrary() {}

    /** The library of this source tree, found from the place of this class; it may be absent. */
    public static Path path() {
        try {
            Path code = Path.of(EngineLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path folder = code; folder != null; folder = folder.getParent()) {
                for (Path module : new Path[] {folder, folder.resolve("local")}) {
                    Path library = module.resolve(IN_MODULE);
                    if (Files.isRegularFile(library)) {
                        return library;
                    }
                }
            }
        } catch (java.net.URISyntaxException notAFile) {
            throw new IllegalStateException(notAFile);
        }
        return IN_MODULE;
    }
}
