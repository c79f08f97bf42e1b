// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.configuration.ConfigurationException;
import dev.weir.http.StartException;

/** The main class of the gateway: reads the environment, serves until a signal stops it, then drains. */
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
