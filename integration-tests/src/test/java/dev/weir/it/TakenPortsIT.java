// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets other programs take the ports that a stack has chosen, before its components bind them. */
class TakenPortsIT {
    private final List<ServerSocket> others = new CopyOnWriteArrayList<>();
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (ServerSocket other : others) {
            other.close();
        }
    }

    @Test
    void choosesOtherPortsIfItsPortsAreTaken(@TempDir Path folder) throws IOException {
        List<Consumer<String>> onLines = new ArrayList<>();
        try (Stack stack = Stack.open(StackConfiguration.onFreePorts(folder.resolve("data"), Map.of()), line -> {
            progress.add(line);
            List.copyOf(onLines).forEach(listener -> listener.accept(line));
        })) {
            Set<URI> takenPorts = new HashSet<>();
            Consumer<Function<Stack, URI>> take = url -> {
                takenPorts.add(url.apply(stack));
                others.add(listener(url.apply(stack).getPort()));
            };
            // The stack finds this port taken before it starts anything.
            take.accept(Stack::clickHouseUrl);
            // The gateway finds this port taken when it starts.
            onLines.add(line -> {
                if (line.startsWith("creating topics") && takenPorts.size() == 1) {
                    take.accept(Stack::gatewayUrl);
                }
            });

            stack.start();

            assertThat(takenPorts).hasSize(2).doesNotContain(stack.clickHouseUrl(), stack.gatewayUrl());
            assertThat(progress.stream().filter(line -> line.contains("has taken a port")))
                    .hasSize(2);
            assertThat(new WeirClient(stack.gatewayUrl())
                            .post("application/json", "{\"user_id\":\"ada\",\"video_id\":\"v1\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static ServerSocket listener(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
