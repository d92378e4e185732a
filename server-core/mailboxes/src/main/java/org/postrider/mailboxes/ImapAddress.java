package org.postrider.mailboxes;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/// An account of another IMAP server: `imaps://USER@HOST[:PORT]`, or `imap://` with STARTTLS; an `@` in the user's name
/// is
/// `%40`.
///
/// @param scheme `imap` or `imaps`
record ImapAddress(String scheme, String user, String host, int port) {
    private static final int IMAP_PORT = 143;
    private static final int IMAPS_PORT = 993;

    static boolean isOne(String text) {
        return text.startsWith("imap://") || text.startsWith("imaps://");
    }

    static ImapAddress parse(String text) throws TaskRefusedException {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null
                    || uri.getRawUserInfo() == null
                    || uri.getRawUserInfo().contains(":")) {
                throw new TaskRefusedException(text + " is not imaps://USER@HOST[:PORT], with %40 for an @ in USER; the"
                        + " password is asked for");
            }
            String user = URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
            int standard = uri.getScheme().equals("imaps") ? IMAPS_PORT : IMAP_PORT;
            String host = uri.getHost().replaceAll("[\\[\\]]", "");
            return new ImapAddress(uri.getScheme(), user, host, uri.getPort() < 0 ? standard : uri.getPort());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new TaskRefusedException(text + " is no address of an IMAP account: " + e.getMessage(), e);
        }
    }

    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
