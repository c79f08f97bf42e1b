package dev.weir.flink;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what a page of another site makes a browser send from what programs and Flink's own page send.
 *
 * <p>Such a page has three ways. It sends requests to another address than its own: then the browser names the page's site in {@code
 * Origin}, or says in {@code Sec-Fetch-Site} that it is another one. It lets its own name point to this machine (DNS rebinding), so that
 * the browser takes the answers for those of the page's own site: then that name stands in {@code Host}. Or it sends the user here, by
 * a link or a form: then only the start page is shown. Programs send none of these headers.
 */
public final class PageRules {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> START_PAGES = Set.of("/", "/index.html");

    /** No name that a site can have looks like one of these. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    /** The headers of a request that the rules ask for; an empty list for a header that is absent. */
    @FunctionalInterface
    public interface RequestHeaders {
        List<String> all(String name);
    }

    private final Set<String> names;

    /** @param names by which the server may be asked for, besides {@code localhost} and addresses; in lower case */
    public PageRules(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /**
     * Why the request is refused, as a sentence.
     *
     * @param path decoded
     */
    public Optional<String> refusal(String method, String path, RequestHeaders headers) {
        if (!headers.all("Host").stream().allMatch(this::isOwnName)) {
            return Optional.of("Host must be localhost, an address, or a name in " + GuardOptions.ALLOWED_HOSTS.key()
                    + ": pages of other sites can have names that lead here.");
        }
        boolean isRead = READS.contains(method);
        List<String> origins = headers.all("Origin");
        if (!isRead && !(origins.isEmpty() && headers.all("Sec-Fetch-Site").isEmpty())) {
            return Optional.of("Pages in a browser can look and change nothing; use Flink's commands, or curl.");
        }
        if (!origins.stream().allMatch(origin -> isOwnOrigin(origin, headers.all("Host")))) {
            return Optional.of("Pages of other origins cannot ask here.");
        }
        if (headers.all("Sec-Fetch-Site").stream().anyMatch(PageRules::isForeign) && !isVisit(path, headers)) {
            return Optional.of("Pages of other sites cannot ask here; open the address in a tab of its own.");
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

    /** A link on another site that leads to the start page, which changes nothing; but not a frame. */
    private static boolean isVisit(String path, RequestHeaders headers) {
        return START_PAGES.contains(path)
                && headers.all("Sec-Fetch-Mode").equals(List.of("navigate"))
                && headers.all("Sec-Fetch-Dest").equals(List.of("document"));
    }
}
