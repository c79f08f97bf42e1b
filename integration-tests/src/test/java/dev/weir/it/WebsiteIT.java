// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.it.DevTools.Tab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Visits a web site that uses {@code /weir.js} with Chromium, and compares the numbers: whatever happens to a page,
 * each event counts once. Each test has a new browser, and types of events of its own.
 */
class WebsiteIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "write-key-of-the-site";
    private static final String NOTHING = "";
    private static final TestSite site = new TestSite();

    @RegisterExtension
    static final RunningWeir weir =
            new RunningWeir(Map.of("WEIR_API_KEYS", "site:" + KEY, "WEIR_CORS_ORIGINS", site.origin()));

    private final Path folder;
    private final Path program;
    private final DevTools browser;
    private long pageViewsBefore;

    WebsiteIT(@TempDir Path folder) throws IOException {
        Optional<Path> chromium = Chromium.onPath();
        assumeTrue(chromium.isPresent(), "Chromium is not on the PATH; BrowserDoorsIT says how to install it.");
        this.folder = folder;
        program = chromium.orElseThrow();
        browser = DevTools.start(program, folder.resolve("profile"));
    }

    @BeforeEach
    void begin() throws IOException {
        site.use(weir.stack().gatewayUrl(), KEY);
        pageViewsBefore = counted("page_view");
    }

    @AfterEach
    void closeBrowser() throws InterruptedException {
        browser.close();
        assertThat(site.errors()).isEmpty();
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    @Test
    void countsEachPageOfASinglePageApplicationAndItsEvents() throws IOException {
        Tab tab = open("/app?mail=ada&utm_source=news");
        tab.eval("history.pushState({}, '', '/app/a')");
        tab.eval("history.replaceState({scroll: 9}, '', '/app/a')");
        tab.eval("history.replaceState({}, '', '/app/b?q=1')");
        tab.eval("location.hash = 'below'");
        tab.eval("weir.track('app_signup', {plan: 'pro'}, {value: 3})");
        tab.eval("weir.user('ada')");
        tab.eval("weir.track('video_view', {}, {video_id: 'of-the-app'})");
        tab.eval("history.go(-2)");
        await().atMost(PATIENCE)
                .until(() -> tab.eval("location.pathname").asText().equals("/app"));
        Tab second = open("/app/second-tab");

        assertSent(tab);
        assertSent(second);
        assertCounted("app_signup", 1);
        assertCounted("video_view", 1);
        assertPageViews(5);
        assertThat(weir.sql("SELECT user_id = 'ada', toString(properties.path), toString(properties.host),"
                                + " toString(properties.utm_source), toString(properties.mail) = '' FROM weir.events"
                                + " WHERE type = 'page_view' AND properties.path LIKE '/app%' ORDER BY ALL")
                        .lines())
                .containsExactly(
                        "0\t/app\t" + site.host() + "\tnews\t1",
                        "0\t/app/a\t" + site.host() + "\t\t1",
                        "0\t/app/b\t" + site.host() + "\t\t1",
                        "0\t/app/second-tab\t" + site.host() + "\t\t1",
                        "1\t/app\t" + site.host() + "\tnews\t1");
        assertThat(weir.sql("SELECT value, properties.plan FROM weir.events WHERE type = 'app_signup'"))
                .isEqualTo("3\tpro");
        // The tabs share the visitor of the day.
        assertThat(weir.sql("SELECT uniqExact(user_id) FROM weir.events"
                        + " WHERE user_id LIKE 'anon-%' AND properties.path LIKE '/app%'"))
                .isEqualTo("1");
    }

    @Test
    void countsEventsOfAnOfflinePage() throws IOException {
        Tab tab = open("/offline");
        assertSent(tab);
        tab.offline(true);
        tab.eval("weir.track('offline_event'), weir.track('offline_event')");
        tab.eval("history.pushState({}, '', '/offline/next')");
        assertThat(waiting(tab)).isEqualTo(3);
        tab.offline(false);
        assertSent(tab);
        assertCounted("offline_event", 2);

        tab.offline(true);
        tab.eval("weir.track('offline_closed')");
        tab.close();
        assertSent(open("/offline/later"));
        assertCounted("offline_closed", 1);
        assertPageViews(3);
    }

    @Test
    void countsTheLastEventsOfATabThatIsClosedAtOnce() throws IOException {
        Tab tab = open("/closed");
        assertSent(tab);
        tab.eval("weir.track('closed_at_once')");
        tab.close();
        assertCounted("closed_at_once", 1);

        // This page sends the event again if its tab could not note that it was accepted.
        Tab next = open("/closed/next");
        assertSent(next);
        next.eval("weir.track('left_at_once'), location.href = 'about:blank'");
        assertCounted("left_at_once", 1);
        assertSent(open("/closed/last"));
        assertCounted("closed_at_once", 1);
        assertCounted("left_at_once", 1);
        assertPageViews(3);
    }

    @Test
    void countsEventsAfterAnOutageOfTheGateway() throws IOException {
        Tab tab = open("/outage");
        assertSent(tab);
        weir.stack().gateway().kill();
        tab.eval("weir.track('outage_event')");
        tab.show(site.origin() + "/outage/next-page");
        tab.eval("weir.track('outage_event')");
        await().atMost(PATIENCE)
                .until(() -> tab.eval("Object.keys(localStorage).every(name => !name.startsWith('weir.event.')"
                                + " || / [1-9][0-9]* /.test(localStorage[name]))")
                        .asBoolean());
        assertThat(waiting(tab)).isEqualTo(3);
        weir.stack().gateway().start();

        assertSent(tab);
        assertCounted("outage_event", 2);
        assertPageViews(2);
    }

    @Test
    void respectsOptOut() throws IOException {
        for (String signal : new String[] {"doNotTrack", "globalPrivacyControl"}) {
            String value = signal.equals("doNotTrack") ? "'1'" : "true";
            Tab tab = browser.open(
                    site.origin() + "/unwanted",
                    "Object.defineProperty(navigator, '" + signal + "', {get: () => " + value + "})");
            tab.eval("weir.track('unwanted')");
            assertThat(tab.eval("localStorage.length").asInt()).as(signal).isZero();
            tab.close();
        }
        Tab tab = open("/opted-out");
        assertSent(tab);
        tab.eval("weir.track('unwanted'), weir.optOut(), weir.track('unwanted')");
        assertThat(tab.eval("Object.keys(localStorage).join()").asText()).isEqualTo("weir.off");
        tab.show(site.origin() + "/opted-out/next");
        open("/opted-out/another-tab").eval("weir.track('unwanted')");
        assertThat(waiting(tab)).isZero();
        tab.eval("weir.optIn(), weir.track('wanted')");

        assertSent(tab);
        assertCounted("wanted", 1);
        assertCounted("unwanted", 0);
        assertPageViews(1);
    }

    /** Chromium prerenders nothing for a tab that DevTools control. */
    @Test
    void countsAPrerenderedPageWhenItIsShown() throws Exception {
        try (Chromium uncontrolled =
                Chromium.show(program, folder.resolve("uncontrolled"), site.origin() + "/prerenders", "")) {
            await().atMost(PATIENCE).until(() -> site.loaded().contains("/prerendered while prerendering"));
            assertPageViews(1);

            site.letVisitorsGoOn();
            assertPageViews(2);
            assertThat(site.loaded())
                    .containsOnlyOnce("/prerendered while prerendering")
                    .doesNotContain("/prerendered");
        }
    }

    @Test
    void doesNotDisturbThePage() throws IOException {
        Tab corrupt = browser.open(
                site.origin() + "/corrupt",
                "for (const name of ['weir.event.a', 'weir.day', 'weir.event.']) localStorage[name] = '1 2 {]'");
        corrupt.eval("weir.track('undisturbed', {self: window}), weir.track('undisturbed', {n: 1n}), weir.track()");
        corrupt.eval("weir.track('undisturbed')");
        assertSent(corrupt);

        Tab withoutStorage = browser.open(
                site.origin() + "/without-storage",
                "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden') }})");
        withoutStorage.eval("weir.track('undisturbed')");
        assertCounted("undisturbed", 2);
        assertPageViews(2);

        // Its origin may not send events.
        Tab other = browser.open(site.origin().replace("localhost", "127.0.0.1") + "/other-origin", NOTHING);
        other.eval("weir.track('of_another_origin')");
        await().atMost(PATIENCE)
                .until(() -> other.eval("Object.keys(localStorage).filter(name =>"
                                        + " / [1-9][0-9]* /.test(localStorage[name])).length")
                                .asInt()
                        == 2);
        assertCounted("of_another_origin", 0);
        assertPageViews(2);
    }

    private Tab open(String path) {
        return browser.open(site.origin() + path, NOTHING);
    }

    private static int waiting(Tab tab) {
        return tab.eval("Object.keys(localStorage).filter(name => name.startsWith('weir.event.')).length")
                .asInt();
    }

    /** Waits until the gateway has responded to everything that the pages of the tab's site have sent. */
    private static void assertSent(Tab tab) {
        await().atMost(PATIENCE).until(() -> waiting(tab) == 0);
    }

    private void assertPageViews(long ofThisTest) throws IOException {
        assertCounted("page_view", pageViewsBefore + ofThisTest);
    }

    private static void assertCounted(String type, long times) throws IOException {
        await().atMost(PATIENCE).until(() -> counted(type) >= times);
        weir.awaitFresh();
        assertThat(counted(type)).as(type).isEqualTo(times);
    }

    private static long counted(String type) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        JsonNode rows = weir.client()
                .get("/metrics?metric=events&type=" + type + "&from=" + today.minusDays(1) + "&to=" + today)
                .json()
                .get("rows");
        long events = 0;
        for (JsonNode row : rows) {
            events += row.get("events").asLong();
        }
        return events;
    }
}
