package org.postrider.api.directory;

/// The hash functions of SCRAM.
public enum ScramHash {
    /// RFC 5802.
    SHA_1("SHA-1", "HmacSHA1", 20),
    /// RFC 7677.
    SHA_256("SHA-256", "HmacSHA256", 32);

    private final String digestName;
    private final String macName;
    private final int octets;

    ScramHash(String digestName, String macName, int octets) {
        this.digestName = digestName;
        this.macName = macName;
        this.octets = octets;
    }

    /// For `java.security.MessageDigest`, and after `SCRAM-` in a mechanism's name.
    public String digestName() {
        return digestName;
    }

    /// For `javax.crypto.Mac`.
    public String macName() {
        return macName;
    }

    /// The length of its values.
    public int octets() {
        return octets;
    }
}
