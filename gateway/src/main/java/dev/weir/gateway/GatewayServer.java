package dev.weir.gateway;

import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.HttpListener;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's composition root: builds everything by plain constructors and closes it in reverse order. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final HttpListener http;
    private final HttpListener management;

    private GatewayServer(GatewayConfiguration configuration) {
        try {
            management = closedLast(HttpListener.start(
                    configuration.management().host(),
                    configuration.management().port(),
                    1,
                    ErrorAnswers.catching(UrlTable.management())));
            http = closedLast(HttpListener.start(
                    configuration.http().host(),
                    configuration.http().port(),
                    Runtime.getRuntime().availableProcessors(),
                    chain(UrlTable.http())));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        log.atInfo()
                .addKeyValue("http", httpAddress())
                .addKeyValue("management", managementAddress())
                .log("weir gateway is ready");
    }

    /**
     * Starts a gateway as the environment says.
     *
     * @throws dev.weir.configuration.ConfigurationException with everything that is wrong with the environment
     * @throws dev.weir.gateway.http.StartException where it cannot start
     */
    public static GatewayServer start(Map<String, String> environment) {
        return new GatewayServer(GatewayConfiguration.from(environment));
    }

    /** Where it takes events and queries. */
    public InetSocketAddress httpAddress() {
        return http.address();
    }

    /** Where it answers its operators. */
    public InetSocketAddress managementAddress() {
        return management.address();
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception failed) {
                log.atWarn()
                        .addKeyValue("part", part.getClass().getSimpleName())
                        .setCause(failed)
                        .log("Did not close");
            }
        }
    }

    private static HttpHandler chain(HttpHandler urls) {
        return ErrorAnswers.catching(urls);
    }

    private <T extends AutoCloseable> T closedLast(T part) {
        started.push(part);
        return part;
    }
}
