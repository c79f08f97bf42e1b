package dev.weir.gateway;

import dev.weir.configuration.ConfigurationException;
import dev.weir.gateway.http.StartException;

/** The gateway as a program: reads the environment, serves until it is told to stop, drains. */
public final class Gateway {
    private Gateway() {}

    public static void main(String[] arguments) throws InterruptedException {
        GatewayServer server;
        try {
            server = GatewayServer.start(System.getenv());
        } catch (ConfigurationException | StartException cannotStart) {
            System.err.println(cannotStart.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
        Thread.currentThread().join();
    }
}
