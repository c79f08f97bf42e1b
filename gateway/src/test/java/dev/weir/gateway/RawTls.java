// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Writes the first messages of a TLS handshake by hand, because the JDK's client no longer offers the old versions. */
final class RawTls implements AutoCloseable {
    static final int TLS_1_1 = 0x0302;

    /** The fatal alert {@code protocol_version}, as numbered in RFC 8446. */
    static final int ALERT_PROTOCOL_VERSION = 70;

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int RANDOM_BYTES = 32;

    private final Socket socket;

    RawTls(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
    }

    /**
     * Offers one version, with two cipher suites of that version. Returns the number of the alert, or -1 for a
     * handshake.
     */
    int answerToHello(int version) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        int hello = 2 + RANDOM_BYTES + 1 + 2 + 4 + 2;
        out.writeByte(HANDSHAKE);
        out.writeShort(version);
        out.writeShort(4 + hello);
        out.writeInt(1 << 24 | hello);
        out.writeShort(version);
        out.write(new byte[RANDOM_BYTES]);
        out.writeByte(0);
        out.writeShort(4);
        // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA and TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        out.writeShort(0xc009);
        out.writeShort(0xc013);
        out.writeByte(1);
        out.writeByte(0);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int type = in.readUnsignedByte();
        in.skipNBytes(4);
        if (type != ALERT) {
            return -1;
        }
        in.skipNBytes(1);
        return in.readUnsignedByte();
    }

    boolean isClosedByServer() throws IOException {
        return socket.getInputStream().read() == -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
