// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses shells as processes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ComponentTest {
    private static final Duration SOON = Duration.ofMillis(500);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isReadyWhenItsConditionHolds() {
        Component component = shell("touch ready; exec sleep 60");
        component.start();
        assertThat(component.isAlive()).isTrue();
        assertThat(folder.resolve("ready")).exists();
        component.stop();
        assertThat(component.isAlive()).isFalse();
        assertThat(component.hasDied()).isFalse();
    }

    @Test
    void reportsWhyAStartFailed() {
        Component component = shell("echo cannot find my shoes; exit 3");
        assertThatThrownBy(component::start)
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Shell stopped while it started (exit status 3)")
                .hasMessageContaining("shell.log")
                .hasMessageContaining("cannot find my shoes");
    }

    @Test
    void canBeLaunchedBeforeItsDependencies() throws Exception {
        Component component = shell("while [ ! -e go ]; do sleep 0.05; done; touch ready; exec sleep 60");
        component.launch();
        long launched = component.pid();
        assertThat(component.isStarted()).isFalse();
        Files.createFile(folder.resolve("go"));
        component.start();
        assertThat(component.isStarted()).isTrue();
        assertThat(component.pid()).isEqualTo(launched);
        component.stop();
        assertThat(component.isStarted()).isFalse();
    }

    @Test
    void reportsThatALaunchedProcessEnded() {
        Component component = shell("exit 3");
        component.launch();
        Awaitility.await().until(() -> !component.isAlive());
        assertThat(component.hasDied()).as("a start reports it").isFalse();
        assertThatThrownBy(component::start)
                .isInstanceOf(StackException.class)
                .hasMessageContaining("stopped while it started (exit status 3)");
    }

    @Test
    void detectsAnUnexpectedEnd() {
        Component component = shell("touch ready; exec sleep 60");
        component.start();
        ProcessHandle.of(component.pid()).orElseThrow().destroyForcibly();
        Awaitility.await().until(component::hasDied);
        component.restart();
        assertThat(component.isAlive()).isTrue();
        assertThat(component.hasDied()).isFalse();
        component.kill();
        assertThat(component.hasDied()).isFalse();
    }

    @Test
    void killsAProcessThatDoesNotStop() {
        Component component = shell("trap '' TERM; touch ready; while true; do sleep 0.1; done");
        component.start();
        component.stop();
        assertThat(component.isAlive()).isFalse();
    }

    @Test
    void hasANewProcessAfterARestart() {
        Component component = shell("touch ready; exec sleep 60");
        component.start();
        long before = component.pid();
        component.restart();
        assertThat(component.pid()).isNotEqualTo(before);
        component.kill();
    }

    private Component shell(String script) {
        return new Component(
                "shell",
                folder.resolve("shell.log"),
                () -> new ProcessBuilder("/bin/sh", "-c", script).directory(folder.toFile()),
                () -> folder.resolve("ready").toFile().exists(),
                SOON);
    }
}
