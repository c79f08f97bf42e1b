package dev.weir.it.chaos;

import dev.weir.local.Child;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Flink distribution has in its {@code lib} folder, picked from this process's class path: the job itself, with
 * its connectors, comes to the cluster as a jar, as it does in production.
 */
final class FlinkClassPath {
    private static final Pattern DISTRIBUTED = Pattern.compile(
            "(flink-(?!job|connector-(jdbc|kafka)|test|.*-tests)|frocksdbjni|log4j-|slf4j-api|commons-(cli|collections|compress|io|lang3|math3|text)|"
                    + "snappy-java|kryo|reflectasm|objenesis|minlog|javassist|jsr305|snakeyaml-engine|async-profiler|"
                    + "zstd-jni|lz4-java|asm-).*\\.jar");

    private FlinkClassPath() {}

    static String text() {
        return Stream.concat(Stream.of(placeOfSupervision()), distributed())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> distributed() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
                .filter(entry -> DISTRIBUTED
                        .matcher(String.valueOf(Path.of(entry).getFileName()))
                        .matches());
    }

    /** The one thing of Weir's that Flink's processes have: what ends them with this process. */
    private static String placeOfSupervision() {
        try {
            return Path.of(Child.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException notAFile) {
            throw new IllegalStateException(notAFile);
        }
    }
}
