package org.postrider.smtp;

import java.lang.reflect.Proxy;
import java.util.Random;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;

/// A connection from which given octets come in pieces of random size, and nothing else works.
final class ChunkedConnection {
    private ChunkedConnection() {}

    static Connection of(byte[] octets, Random random, int chunkMax) {
        int[] position = {0};
        return (Connection) Proxy.newProxyInstance(
                ChunkedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("buffered")) {
                        return octets.length - position[0];
                    }
                    if (!method.getName().equals("read")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    int length = Math.min((int) arguments[2], 1 + random.nextInt(chunkMax));
                    length = Math.min(length, octets.length - position[0]);
                    if (length == 0) {
                        throw new ConnectionEndedException(ConnectionEndedException.Reason.PEER, "no more octets");
                    }
                    System.arraycopy(octets, position[0], (byte[]) arguments[0], (int) arguments[1], length);
                    position[0] += length;
                    return length;
                });
    }
}
