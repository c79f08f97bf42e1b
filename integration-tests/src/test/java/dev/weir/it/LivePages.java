// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows pages in the machine's Chromium, and collects the errors that the pages report. */
final class LivePages implements AutoCloseable {
    private static final Path MODULES = Path.of("clients", "node_modules").toAbsolutePath();
    private static final Path DRIVER = Path.of("target", "playwright").toAbsolutePath();

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> errors = new ArrayList<>();

    /** How a page is looked at. */
    enum Look {
        DESKTOP_LIGHT(1280, 900, ColorScheme.LIGHT),
        DESKTOP_DARK(1280, 900, ColorScheme.DARK),
        PHONE_LIGHT(360, 740, ColorScheme.LIGHT),
        PHONE_DARK(360, 740, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        Look(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }
    }

    LivePages(Path chromium) throws IOException {
        // Playwright expects its driver, which npm has installed, in this layout.
        Files.createDirectories(DRIVER);
        Path link = DRIVER.resolve("package");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, MODULES.resolve("playwright-core"));
        System.setProperty("playwright.cli.dir", DRIVER.toString());
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    Page open(String url, Look look) {
        return open(url, look, false);
    }

    /**
     * Looks for what keeps people from using the page, and for what does not fit on the screen.
     *
     * @param expected an element that is shown when the page is complete
     */
    void assertAccessible(String url, Look look, String expected, Path screenshots) throws IOException {
        // The page's policy refuses scripts of others, such as the test's.
        Page page = open(url, look, true);
        page.locator(expected).waitFor();
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(screenshots));
        page.evaluate(Files.readString(MODULES.resolve("axe-core").resolve("axe.min.js")));
        Object findings = page.evaluate("async () => (await axe.run()).violations.map((violation) =>"
                + " violation.id + ': ' + violation.nodes.map((node) => node.target.join(' ')).join(', '))");
        assertThat((List<?>) findings).as(look.toString()).isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .as("pixels beyond the screen: " + look)
                .isEqualTo(0);
        page.context().close();
    }

    /** What pages have thrown, and what their policy has refused. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    private Page open(String url, Look look, boolean withoutPolicy) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(look.scheme)
                .setBypassCSP(withoutPolicy)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            // The browser reports failed requests, too, which tests provoke.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                errors.add(message.text());
            }
        });
        page.navigate(url);
        return page;
    }

    private static String node() {
        return SystemCommand.onPath("node").orElseThrow().toString();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
