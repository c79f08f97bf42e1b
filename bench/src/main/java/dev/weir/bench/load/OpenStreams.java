// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Opens streams of server-sent events, and reads and discards them on one thread. */
public final class OpenStreams implements AutoCloseable {
    private final Selector selector;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();
    private final Thread reading = new Thread(this::read, "streams");

    private OpenStreams() throws IOException {
        selector = Selector.open();
    }

    /** @param target the path and query of each stream */
    public static OpenStreams open(URI gateway, String target, int count) throws IOException {
        OpenStreams streams = new OpenStreams();
        try {
            for (int i = 0; i < count; i++) {
                streams.add(gateway, target);
            }
        } catch (IOException failed) {
            streams.closeChannels();
            throw failed;
        }
        streams.reading.start();
        return streams;
    }

    /** The streams that have not ended. */
    public int count() {
        return open.get();
    }

    /** The bytes of all streams since they were opened. */
    public long bytes() {
        return bytes.sum();
    }

    @Override
    public void close() throws IOException {
        reading.interrupt();
        try {
            reading.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        closeChannels();
    }

    private void add(URI gateway, String target) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        channels.add(channel);
        String head = "GET " + target + " HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        open.incrementAndGet();
    }

    private void closeChannels() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                selector.select(key -> read(key, buffer));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        buffer.clear();
        try {
            int read = ((SocketChannel) key.channel()).read(buffer);
            if (read < 0) {
                throw new IOException("The stream has ended.");
            }
            bytes.add(read);
        } catch (IOException ended) {
            key.cancel();
            open.decrementAndGet();
        }
    }
}
