package dev.weir.it.bench;

import dev.weir.local.Component;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer beside the broker alone. */
final class PeerDrain implements DrainContender {
    private final DrainPeer peer;
    private final Component broker;
    private final PeerProcess process;

    /**
     * @param brokers where the log is
     * @param folder the peer's own
     * @param libraries jars that come before all others, if it is there
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
