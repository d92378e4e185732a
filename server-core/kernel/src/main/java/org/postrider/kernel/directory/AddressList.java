package org.postrider.kernel.directory;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;

/// A text file of addresses, one a line.
final class AddressList {
    private static final char COMMENT = '#';

    private AddressList() {}

    /// @return empty where a problem was added
    static Optional<Set<MailAddress>> read(Path file, Problems problems) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            problems.add(Location.of(file), "the file is not in UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            problems.add(Location.of(file), "the list of addresses cannot be read: " + e);
            return Optional.empty();
        }
        Set<MailAddress> addresses = new HashSet<>();
        boolean good = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.charAt(0) == COMMENT) {
                continue;
            }
            try {
                addresses.add(MailAddress.parse(line));
            } catch (AddressSyntaxException e) {
                problems.add(
                        new Location(file, i + 1, 1),
                        "'" + line + "' is no address: " + e.getMessage() + "; write one name@domain a line");
                good = false;
            }
        }
        return good ? Optional.of(Set.copyOf(addresses)) : Optional.empty();
    }
}
