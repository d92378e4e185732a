package org.postrider.kernel.login;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The issuer's keys in a file, read again when it changes. Thread-safe.
final class JwksFile implements JWKSource<SecurityContext> {
    private static final long OCTETS_MAX = 1024 * 1024;

    private final Path file;
    private volatile @Nullable Loaded loaded;

    JwksFile(Path file) {
        this.file = file;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Loaded known = loaded;
            if (known == null || !known.modified().equals(modified)) {
                if (Files.size(file) > OCTETS_MAX) {
                    throw new KeySourceException(file + " is too large for a set of keys");
                }
                known = new Loaded(modified, JWKSet.parse(Files.readString(file)));
                loaded = known;
            }
            return selector.select(known.keys());
        } catch (IOException | ParseException e) {
            throw new KeySourceException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private record Loaded(FileTime modified, JWKSet keys) {}
}
