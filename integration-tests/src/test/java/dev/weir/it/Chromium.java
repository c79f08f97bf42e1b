// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium. */
final class Chromium implements AutoCloseable {
    private final Process process;

    private Chromium(Process process) {
        this.process = process;
    }

    static Optional<Path> onPath() {
        return SystemCommand.onPath("chromium", "chromium-browser", "google-chrome");
    }

    /** @param namesElsewhere Chromium's host resolver rules, which map names to other addresses */
    static Chromium show(Path program, Path profile, String url, String namesElsewhere) throws IOException {
        return start(program, profile, "--host-resolver-rules=" + namesElsewhere, url);
    }

    /** Starts a browser that {@link DevTools} can control. */
    static Chromium controlled(Path program, Path profile) throws IOException {
        return start(program, profile, "--remote-debugging-port=0", "about:blank");
    }

    private static Chromium start(Path program, Path profile, String option, String url) throws IOException {
        List<String> command = Stream.of(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--no-first-run",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--no-proxy-server",
                        "--user-data-dir=" + profile,
                        option,
                        url)
                .toList();
        return new Chromium(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        profile.resolveSibling(profile.getFileName() + ".log").toFile())
                .start());
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
