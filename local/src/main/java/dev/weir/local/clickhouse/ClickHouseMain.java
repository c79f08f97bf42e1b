package dev.weir.local.clickhouse;

import java.io.IOException;
import java.nio.file.Path;

/** The ClickHouse server as a process of its own: {@code <libchdb.so> <data directory> <port>}. */
public final class ClickHouseMain {
    private ClickHouseMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 3) {
            System.err.println("Expected: <libchdb.so> <data directory> <port>");
            System.exit(2);
        }
        try {
            ClickHouseServer server = ClickHouseServer.start(
                    Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        } catch (IOException | IllegalStateException | IllegalArgumentException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }
}
