// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Child;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of a Flink distribution's {@code lib} folder, selected from this process's class path. The job and its
 * connectors are not among them, because they are uploaded as a jar, as in production.
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

    /** The location of the only Weir code that Flink's processes need. It ends them when this process ends. */
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
