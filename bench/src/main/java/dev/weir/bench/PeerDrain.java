// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.LogFiller;
import dev.weir.local.Component;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer that counts the log. Apart from it, only the broker runs. */
final class PeerDrain implements DrainContender {
    private final DrainPeer peer;
    private final Component broker;
    private final PeerProcess process;

    /**
     * @param brokers the brokers of the log
     * @param folder the peer's own folder
     * @param libraries a folder of jars that precede the class path, if it exists
     */
    PeerDrain(DrainPeer peer, String brokers, Component broker, Path folder, Path libraries) {
        this.peer = peer;
        this.broker = broker;
        List<String> arguments = new ArrayList<>(List.of(brokers, LogFiller.JSON_EVENTS, folder.toString()));
        arguments.addAll(peer.words());
        this.process =
                PeerProcess.givingWay(peer.peerName(), peer.main(), peer.options(), arguments, folder, libraries);
    }

    @Override
    public String name() {
        return peer.peerName();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public List<Component> processes() {
        return List.of(broker, process.process());
    }

    @Override
    public double counted() throws IOException, InterruptedException {
        return process.counted();
    }

    @Override
    public String total() throws IOException, InterruptedException {
        return process.total();
    }

    @Override
    public void stop() {
        process.stop();
    }
}
