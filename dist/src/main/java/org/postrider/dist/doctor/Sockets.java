package org.postrider.dist.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.HostPort;

/// Connections of the checks, with limits.
final class Sockets {
    private Sockets() {}

    /// Where this host reaches what is bound there: loopback for all addresses.
    static InetSocketAddress near(HostPort bind) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(bind.host());
        return new InetSocketAddress(
                address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, bind.portOr(0));
    }

    /// @param patience for the connection, and for each read
    static Socket connect(InetSocketAddress address, Duration patience) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// A line without its end; null at the end.
    static byte @Nullable [] line(Socket socket, int max) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] line = new byte[max];
        int length = 0;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return java.util.Arrays.copyOf(line, end);
            }
            if (length == max) {
                throw new IOException("a line of more than " + max + " octets came");
            }
            line[length++] = (byte) octet;
        }
        return null;
    }
}
