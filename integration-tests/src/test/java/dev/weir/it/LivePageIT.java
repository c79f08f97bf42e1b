// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PageAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.SelectOption;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.it.LivePages.Look;
import dev.weir.testbed.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uses the live page in a browser, as people do: from the first event to a restart of the gateway and a sign-in. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LivePageIT {
    private static final boolean MUST_RUN = Boolean.getBoolean("weir.chromium.required");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SCREENSHOTS = Path.of("target", "live-page");
    private static final String SECRET = "a secret that nobody has but this test";

    private static final List<String> HOSTILE = List.of(
            "<img src=x onerror=document.title='hacked'>",
            "x".repeat(128),
            "مقدمة",
            "\u202Eevil\u202C",
            "😀😀",
            "it's \"&amp;\"");

    private static final String DEFINITIONS = """
            metrics:
              - {name: revenue, description: Money from purchases, type: purchase, aggregate: sum, of: value,
                 by: [properties.plan]}
              - {name: load_time, type: loaded, aggregate: histogram, of: value, buckets: [0.5, 2]}
            """;

    @RegisterExtension
    static final RunningWeir weir =
            new RunningWeir(Map.of("WEIR_METRICS_FILE", definitions().toString(), "WEIR_RECONCILE_INTERVAL", "2s"));

    private static @Nullable LivePages pages;

    @BeforeAll
    static void openBrowser() throws IOException {
        Optional<Path> chromium = Chromium.onPath();
        assumeTrue(
                MUST_RUN || chromium.isPresent(),
                "Chromium is not on the PATH; BrowserDoorsIT says how to install it.");
        PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
        pages = new LivePages(chromium.orElseThrow());
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    static void closeBrowser() {
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    @Order(1)
    void showsTheFirstStepsUntilTheFirstEvent() throws IOException {
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);
        soon(page.locator("#first-steps")).isVisible();
        assertThat(page.locator("#first-curl").textContent()).contains(address("events"), address("metrics"));
        pages().assertAccessible(address(""), Look.PHONE_DARK, "#first-steps", SCREENSHOTS.resolve("first-steps.png"));

        weir.client().post("application/json", "{\"event_id\":\"e-1\",\"user_id\":\"ada\",\"video_id\":\"intro\"}");

        soon(page.locator("#numbers")).isVisible();
        assertThat(page.locator("#first-steps").isVisible()).isFalse();
        soon(page.locator("#views-today")).hasText("1");
        soon(page.locator("#dau")).hasText("1");
    }

    @Test
    @Order(2)
    void showsTheNumbersOfTheApi() throws IOException {
        send();
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);

        JsonNode users = metric("metric=active_users").at("/rows/0");
        for (String column : List.of("dau", "wau", "mau")) {
            soon(page.locator("#" + column)).hasText(users.get(column).asText());
        }
        soon(page.locator("#views-today"))
                .hasText(metric("metric=views&group_by=day").at("/rows/0/views").asText());
        soon(page.locator("#events-last-hour")).hasText(String.valueOf(sum(metric("metric=events"), "events")));
        List<String> videos = texts(metric("metric=views&group_by=video_id&limit=10"), "video_id");
        soon(page.locator("#top-videos .name")).hasText(videos.toArray(String[]::new));
        assertThat(videos).containsAll(HOSTILE);
        assertThat(page.title()).isEqualTo("Weir");
        assertThat(pages().errors()).isEmpty();
    }

    @Test
    @Order(3)
    void showsTheOutcomeOfEveryEvent() throws IOException {
        weir.client().post("application/json", "{\"user_id\":\"null\",\"video_id\":\"intro\"}");
        weir.client().post("application/json", "{\"event_id\":\"e-1\",\"user_id\":\"ada\",\"video_id\":\"intro\"}");
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);

        soon(page.locator("#balance")).hasText("Balanced");
        soon(page.locator("#ledger-duplicates")).hasText("1");
        soon(page.locator("#refused-rows")).containsText("junk_identity");
        soon(page.locator("#job-checkpoint")).containsText("UTC");
    }

    @Test
    @Order(4)
    void findsAnEvent() {
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);
        page.locator("#lookup-since").selectOption("15m");
        lookUp(page, "e-1");
        soon(page.locator("#fate")).containsText("Counted.");
        lookUp(page, "a/b?c");
        soon(page.locator("#fate")).containsText("No copy of this event was found");
    }

    @Test
    @Order(5)
    void chartsAnyMetricAndKeepsItInTheUrl() throws Exception {
        Page page = pages().open(address("?metric=revenue&range=7d"), Look.DESKTOP_LIGHT);
        Locator explore = page.locator("#explore");
        soon(page.locator("#metric")).hasValue("revenue");
        explore.locator("summary").click();
        soon(explore.locator("tbody td").first()).hasText("24.9");

        page.locator("#by input").check();
        soon(explore.locator("thead th")).hasText(new String[] {"Time", "pro", "free"});
        page.locator("#filter-value").fill("free");
        page.locator("#filter-add").click();
        soon(explore.locator("thead th")).hasText(new String[] {"Time", "free"});
        page.locator("#zone").selectOption("Australia/Adelaide");
        page.locator("#interval").selectOption("hour");
        Locator five =
                explore.locator("tbody td").filter(new Locator.FilterOptions().setHasText(Pattern.compile("^5$")));
        soon(five).hasCount(1);
        soon(explore.locator(".snippet code")).containsText("interval=hour");
        assertThat(page.url()).contains("interval=hour", "tz=Australia%2FAdelaide", "properties.plan=free");

        LocalDate from = LocalDate.now(ZoneId.of("Australia/Adelaide")).minusDays(6);
        JsonNode expected =
                metric("metric=revenue&properties.plan=free&interval=hour&tz=Australia/Adelaide&from=" + from);
        explore.locator("button:has-text('curl')").click();
        JsonNode fromCurl = json(SystemCommand.output(
                new ProcessBuilder("sh", "-c", explore.locator(".snippet code").textContent())));
        assertThat(fromCurl.get("rows")).isEqualTo(expected.get("rows"));
        explore.locator(".snippet button").click();
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo(explore.locator(".snippet code").textContent());
        Download csv = page.waitForDownload(explore.locator("a:has-text('CSV')")::click);
        assertThat(Files.readString(csv.path()))
                .startsWith("start,properties.plan,value")
                .contains(",free,5");
        Download png = page.waitForDownload(explore.locator("button:has-text('PNG')")::click);
        assertThat(Files.readAllBytes(png.path()))
                .startsWith(0x89, 'P', 'N', 'G')
                .hasSizeGreaterThan(2_000);

        Page shared = pages().open(page.url(), Look.PHONE_LIGHT);
        soon(shared.locator("#zone")).hasValue("Australia/Adelaide");
        soon(shared.locator("#filters li")).containsText("free");
        // A name that browsers do not list.
        shared.navigate(address("?metric=revenue&tz=Asia/Kolkata"));
        soon(shared.locator("#zone")).hasValue("Asia/Kolkata");
        page.goBack();
        soon(page.locator("#interval")).hasValue("day");
        assertThat(pages().errors()).isEmpty();
    }

    @Test
    @Order(6)
    void offersOnlyTheParametersOfAMetric() {
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);
        soon(page.locator("#metric")).hasValue("views");
        List<String> metrics = page.locator("#metric option").allTextContents();
        assertThat(metrics).containsExactly("views", "active_users", "views_30d", "events", "revenue", "load_time");

        for (String metric : metrics) {
            page.locator("#metric").selectOption(metric);
            for (String range : enabled(page.locator("#range"))) {
                page.locator("#range").selectOption(range);
                for (String interval : enabled(page.locator("#interval"))) {
                    page.locator("#interval").selectOption(interval);
                    String shown = interval.equals("total") ? "#explore > .ranking" : "#explore .u-over";
                    soon(page.locator(shown)).isVisible();
                }
            }
        }
        page.locator("#range").selectOption(new SelectOption().setLabel("From … to …"));
        page.locator("#from").fill("2026-01-01");
        soon(page).hasURL(Pattern.compile("from=2026-01-01"));
        page.locator("#theme").click();
        soon(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(pages().errors()).isEmpty();
    }

    @Test
    @Order(7)
    void worksWithTheKeyboardAlone() {
        Page page = pages().open(address("?metric=revenue"), Look.DESKTOP_LIGHT);
        soon(page.locator("#metric")).hasValue("revenue");
        Set<String> reached = new LinkedHashSet<>();
        for (int i = 0; i < 80; i++) {
            page.keyboard().press("Tab");
            reached.add((String) page.evaluate("document.activeElement.id || document.activeElement.textContent"));
        }
        assertThat(reached)
                .contains("Skip to the numbers", "theme", "metric", "range", "interval", "zone", "filter-group")
                .contains("filter-value", "filter-add", "lookup-event", "lookup-user", "lookup-since", "Find")
                .contains("Link", "CSV", "PNG", "curl", "Numbers as a table");

        page.locator("#filter-value").focus();
        page.keyboard().type("pro");
        page.keyboard().press("Enter");
        soon(page.locator("#filters li")).containsText("pro");
        page.locator("#filters button").focus();
        page.keyboard().press("Enter");
        soon(page.locator("#filters li")).hasCount(0);
        soon(page.locator("#filter-value")).isFocused();
        page.locator("#by input").focus();
        page.keyboard().press("Space");
        soon(page.locator("#by input")).isChecked();
        soon(page.locator("#by input")).isFocused();
    }

    @Test
    @Order(8)
    void isAccessible() throws IOException {
        for (Look look : Look.values()) {
            Path picture = SCREENSHOTS.resolve(look.name().toLowerCase(Locale.ROOT) + ".png");
            pages().assertAccessible(address("?metric=revenue&by=properties.plan"), look, "#explore .u-over", picture);
        }
    }

    @Test
    @Order(8)
    void documentsAreAccessible() throws IOException {
        Page start = pages().open(address("docs"), Look.DESKTOP_LIGHT);
        List<String> documents = start.locator(".contents a").all().stream()
                .map(link -> (String) link.evaluate("link => link.href"))
                .toList();
        assertThat(documents).hasSizeGreaterThan(15);

        // One document in each look, because all have the same layout and styles.
        List<Look> looks = List.of(Look.values());
        for (int i = 0; i < looks.size(); i++) {
            String document = documents.get(i * documents.size() / looks.size());
            Path picture = SCREENSHOTS.resolve("document-" + i + ".png");
            pages().assertAccessible(document, looks.get(i), "#document-text", picture);
        }
        assertThat(pages().errors()).isEmpty();
    }

    @Test
    @Order(9)
    void showsADisconnectAndReconnects() throws IOException {
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);
        soon(page.locator("#connection-state")).hasText("Live");
        int views = metric("metric=views&group_by=day").at("/rows/0/views").asInt();
        soon(page.locator("#views-today")).hasText(String.valueOf(views));
        page.evaluate("""
                () => {
                  window.readings = [];
                  const tile = document.getElementById("views-today");
                  new MutationObserver(() => readings.push(Number(tile.textContent.replaceAll(",", ""))))
                    .observe(tile, { childList: true, characterData: true, subtree: true });
                }""");

        weir.stack().gateway().kill();
        soon(page.locator("#connection-state")).hasText("Disconnected");
        soon(page.locator("#notice")).isVisible();
        soon(page.locator("#views-today")).hasText(String.valueOf(views));
        weir.stack().start();
        soon(page.locator("#connection-state")).hasText("Live");
        weir.client().post("application/json", "{\"user_id\":\"lin\",\"video_id\":\"intro\"}");

        soon(page.locator("#views-today")).hasText(String.valueOf(views + 1));
        List<?> readings = (List<?>) page.evaluate("readings");
        assertThat(readings.stream()
                        .map(reading -> ((Number) reading).intValue())
                        .toList())
                .isSorted();
    }

    @Test
    @Order(10)
    void signsInWithAToken() throws Exception {
        weir.restartWith(Map.of("WEIR_JWT_SECRET", SECRET));
        Page page = pages().open(address(""), Look.PHONE_LIGHT);
        soon(page.locator("#sign-in")).isVisible();
        soon(page.locator("#token")).isFocused();
        soon(page.locator("#connection-state")).hasText("Not signed in");
        assertThat(page.locator("#numbers").isVisible()).isFalse();
        pages().assertAccessible(address(""), Look.PHONE_LIGHT, "#sign-in", SCREENSHOTS.resolve("sign-in.png"));

        signIn(page, "not.a.token");
        soon(page.locator("#sign-in-why")).containsText("refuses this token");
        signIn(page, token("nothing"));
        soon(page.locator("#sign-in-why")).containsText("metrics:read");
        signIn(page, token("metrics:read"));
        soon(page.locator("#numbers")).isVisible();
        soon(page.locator("#sign-in")).isHidden();
        Download csv = page.waitForDownload(page.locator("#explore a:has-text('CSV')")::click);
        assertThat(Files.readString(csv.path())).startsWith("day,");

        page.reload();
        soon(page.locator("#numbers")).isVisible();
        page.locator("#sign-out").click();
        soon(page.locator("#sign-in")).isVisible();
    }

    @Test
    @Order(11)
    void findsAnEventOnlyWithTheAdminScope() throws Exception {
        Page page = pages().open(address(""), Look.DESKTOP_LIGHT);
        signIn(page, token("metrics:read"));
        lookUp(page, "e-1");
        soon(page.locator("#fate")).containsText("scope admin");

        page.locator("#sign-out").click();
        signIn(page, token("admin"));
        lookUp(page, "e-1");
        soon(page.locator("#fate")).containsText("Counted.");
    }

    private static LivePages pages() {
        return Objects.requireNonNull(pages);
    }

    private static String address(String pathAndQuery) {
        return weir.stack().gatewayUrl() + "/" + pathAndQuery;
    }

    /** An assertion that waits until it holds. */
    private static LocatorAssertions soon(Locator locator) {
        return PlaywrightAssertions.assertThat(locator);
    }

    private static PageAssertions soon(Page page) {
        return PlaywrightAssertions.assertThat(page);
    }

    private static void signIn(Page page, String token) {
        page.locator("#token").fill(token);
        page.locator("#sign-in button").click();
    }

    private static void lookUp(Page page, String event) {
        page.locator("#lookup-event").fill(event);
        page.locator("#lookup-user").fill("ada");
        page.locator("#lookup button").click();
    }

    private static List<String> enabled(Locator select) {
        return select.locator("option:not([disabled])").all().stream()
                .map(option -> option.getAttribute("value"))
                .filter(value -> !value.equals("days"))
                .toList();
    }

    /** Views of videos with hostile names, and purchases. */
    private static void send() throws IOException {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < HOSTILE.size(); i++) {
            String id = HOSTILE.get(i).replace("\"", "\\\"");
            for (int view = 0; view <= i; view++) {
                events.add("{\"user_id\":\"u" + view + "\",\"video_id\":\"" + id + "\"}");
            }
        }
        events.add("{\"user_id\":\"u1\",\"type\":\"purchase\",\"value\":19.9,\"properties\":{\"plan\":\"pro\"}}");
        events.add("{\"user_id\":\"u2\",\"type\":\"purchase\",\"value\":5,\"properties\":{\"plan\":\"free\"}}");
        events.add("{\"user_id\":\"u2\",\"type\":\"loaded\",\"value\":0.7}");
        weir.client().post("application/json", "?wait=stored", "[" + String.join(",", events) + "]");
        weir.awaitFresh();
    }

    private static JsonNode metric(String query) throws IOException {
        return weir.client().get("/metrics?" + query).json();
    }

    private static List<String> texts(JsonNode answer, String column) {
        return StreamSupport.stream(answer.get("rows").spliterator(), false)
                .map(row -> row.get(column).asText())
                .toList();
    }

    private static long sum(JsonNode answer, String column) {
        return StreamSupport.stream(answer.get("rows").spliterator(), false)
                .mapToLong(row -> row.get(column).asLong())
                .sum();
    }

    private static JsonNode json(String text) {
        return new Answer(200, HttpHeaders.of(Map.of(), (name, value) -> true), text).json();
    }

    private static String token(String scope) throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    private static Path definitions() {
        try {
            Path file = Files.createTempFile("weir-live-page", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, DEFINITIONS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
