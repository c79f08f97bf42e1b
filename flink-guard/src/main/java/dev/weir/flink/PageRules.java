// SPDX-License-Identifier: Apache-2.0
package dev.weir.flink;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Distinguishes requests that a page of another site makes a browser send from those of programs and of Flink's own
 * page.
 *
 * <p>A page of another site can reach Flink in three ways:
 *
 * <ul>
 *   <li>It sends cross-origin requests. The browser then names the site in {@code Origin}, or marks the request in
 *       {@code Sec-Fetch-Site}.
 *   <li>It points its own host name to this machine (DNS rebinding), so that the browser treats the responses as
 *       same-origin. The name is then in {@code Host}.
 *   <li>It navigates the user here with a link or a form. Then only the start page is shown.
 * </ul>
 *
 * <p>Programs send neither {@code Origin} nor {@code Sec-Fetch-Site}. Their {@code Host} is a name or an address of
 * this server.
 */
public final class PageRules {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> START_PAGES = Set.of("/", "/index.html");

    /** No site can have a name of this form. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    /** The request's values of a header; an empty list if the header is absent. */
    @FunctionalInterface
    public interface RequestHeaders {
        List<String> all(String name);
    }

    private final Set<String> names;

    /** @param names the allowed host names besides {@code localhost} and IP addresses, in lower case */
    public PageRules(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /**
     * Returns the reason why the request is refused, as a sentence; empty if it is allowed.
     *
     * @param path the decoded path
     */
    public Optional<String> refusal(String method, String path, RequestHeaders headers) {
        if (!headers.all("Host").stream().allMatch(this::isOwnName)) {
            return Optional.of("Host must be localhost, an address, or a name in " + GuardOptions.ALLOWED_HOSTS.key()
                    + ", to block DNS rebinding by pages of other sites.");
        }
        boolean isRead = READS.contains(method);
        List<String> origins = headers.all("Origin");
        if (!isRead && !(origins.isEmpty() && headers.all("Sec-Fetch-Site").isEmpty())) {
            return Optional.of("Pages in a browser can only read; use Flink's commands or curl to change something.");
        }
        if (!origins.stream().allMatch(origin -> isOwnOrigin(origin, headers.all("Host")))) {
            return Optional.of("Pages of other origins cannot send requests here.");
        }
        if (headers.all("Sec-Fetch-Site").stream().anyMatch(PageRules::isForeign) && !isVisit(path, headers)) {
            return Optional.of("Pages of other sites cannot send requests here; open the address in a separate tab.");
        }
        return Optional.empty();
    }

    private boolean isOwnName(String hostAndPort) {
        String host = hostAndPort.strip().toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || ADDRESS.matcher(host).matches()
                || names.contains(host);
    }

    private static boolean isOwnOrigin(String origin, List<String> hosts) {
        return hosts.stream().anyMatch(host -> origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static boolean isForeign(String site) {
        return !site.equals("same-origin") && !site.equals("none");
    }

    /** A link from another site to the start page, which changes nothing. Frames are not allowed. */
    private static boolean isVisit(String path, RequestHeaders headers) {
        return START_PAGES.contains(path)
                && headers.all("Sec-Fetch-Mode").equals(List.of("navigate"))
                && headers.all("Sec-Fetch-Dest").equals(List.of("document"));
    }
}
