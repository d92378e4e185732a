package org.postrider.kernel.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads one line with a limit.
final class Lines {
    private Lines() {}

    static byte[] read(InputStream in, int octetsMax) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            line.write(buffer, 0, count);
            if (buffer[count - 1] == '\n') {
                return line.toByteArray();
            }
            if (line.size() > octetsMax) {
                throw new IOException("a line of more than " + octetsMax + " octets");
            }
        }
        throw new IOException("the other side ended early");
    }
}
