// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The overlays of {@code k8s/}, rendered by kubectl with the secrets that {@code k8s/make-secrets} writes. */
enum Overlay {
    SMALL,
    PRODUCTION,
    EXISTING;

    /** Set by {@code .ci/run}, which installs kubectl. */
    private static final boolean MUST_RUN = Boolean.getBoolean("weir.kubectl.required");

    private static final Path K8S = Path.of("..", "k8s");

    private static final Map<Overlay, Manifests> RENDERED = new ConcurrentHashMap<>();

    /** The rendered objects. The calling test is skipped without kubectl. */
    Manifests render() throws IOException, InterruptedException {
        Manifests known = RENDERED.get(this);
        if (known == null) {
            assumeTrue(MUST_RUN || SystemCommand.onPath("kubectl").isPresent(), "kubectl is not installed");
            known = Manifests.parse(kustomize());
            RENDERED.put(this, known);
        }
        return known;
    }

    private String kustomize() throws IOException, InterruptedException {
        Path copy = Files.createTempDirectory("weir-k8s");
        try {
            copy(copy);
            SystemCommand.output(new ProcessBuilder(copy.resolve("make-secrets").toString(), folderName()));
            return SystemCommand.output(new ProcessBuilder(
                    "kubectl",
                    "kustomize",
                    copy.resolve("overlays").resolve(folderName()).toString()));
        } finally {
            delete(copy);
        }
    }

    /** Without secrets that lie in the folder of a developer. */
    private static void copy(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> !path.toString().contains("/secrets"))::iterator) {
                Path copied = target.resolve(K8S.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst =
                    files.sorted((one, other) -> other.compareTo(one)).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String folderName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return folderName();
    }
}
