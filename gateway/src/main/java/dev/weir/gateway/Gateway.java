// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Variable;
import dev.weir.http.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main class of the gateway: reads the environment, serves until a signal stops it, then drains. */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    private Gateway() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, unforeseen) -> log.atError().setCause(unforeseen).log("A thread ended with an exception"));
        GatewayServer server;
        try {
            server = GatewayServer.start(System.getenv());
        } catch (ConfigurationException | StartException cannotStart) {
            report(String.valueOf(cannotStart.getMessage()));
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
        Thread.currentThread().join();
    }

    /** A person reads a sentence on the terminal, a log collector a line of the log. */
    private static void report(String problem) {
        if ("json".equals(System.getenv(Variable.LOG_FORMAT.variableName()))) {
            log.atError().addKeyValue("problem", problem).log("The gateway cannot start");
        } else {
            System.err.println(problem);
        }
    }
}
