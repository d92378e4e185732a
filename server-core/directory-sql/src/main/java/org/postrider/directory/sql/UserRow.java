package org.postrider.directory.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.MailAddress;

/// Reads users from what a query selects; a column that is not selected says nothing. Confined to one thread.
final class UserRow {
    private final ResultSet row;
    private final Set<String> columns = new HashSet<>();

    UserRow(ResultSet row) throws SQLException {
        this.row = row;
        ResultSetMetaData data = row.getMetaData();
        for (int i = 1; i <= data.getColumnCount(); i++) {
            columns.add(data.getColumnLabel(i).toLowerCase(Locale.ROOT));
        }
    }

    /// The address that the row names, in the column `written` or `address`.
    MailAddress address() throws SQLException {
        Optional<String> written = text("written");
        return MailAddress.parse(
                written.isPresent() ? written.get() : text("address").orElse(""));
    }

    User user(MailAddress address) throws SQLException {
        Optional<String> hash = text("password");
        Optional<StoredPassword> password = hash.isEmpty()
                ? Optional.empty()
                : Optional.of(new StoredPassword(hash.get(), text("scram_sha1"), text("scram_sha256")));
        try {
            return new User(
                    new Account(address, flag("enabled", true)),
                    password,
                    new QuotaLimits(
                            number("quota_octets").map(ByteSize::new),
                            number("quota_messages"),
                            number("quota_mailboxes")),
                    forwarding(),
                    Administers.valueOf(text("administers").orElse("nobody").toUpperCase(Locale.ROOT)),
                    new TreeSet<>(list("groups")));
        } catch (IllegalArgumentException e) {
            // His mail waits until that is mended; nobody is told that he does not exist.
            throw new DirectoryUnavailableException("the entry of " + address + ": " + e.getMessage(), e);
        }
    }

    private Forwarding forwarding() throws SQLException {
        List<MailAddress> to = list("forward").stream().map(MailAddress::parse).toList();
        return to.isEmpty() ? Forwarding.NONE : new Forwarding(to, flag("keep_copy", true));
    }

    private List<String> list(String column) throws SQLException {
        return text(column).stream()
                .flatMap(all -> Arrays.stream(all.split(",")))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private Optional<String> text(String column) throws SQLException {
        return columns.contains(column)
                ? Optional.ofNullable(row.getString(column)).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private Optional<Long> number(String column) throws SQLException {
        if (!columns.contains(column)) {
            return Optional.empty();
        }
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    // Tables hold true, t, 1, y or Y.
    private boolean flag(String column, boolean otherwise) throws SQLException {
        return text(column)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "t", "true", "1", "y", "yes" -> true;
                    default -> false;
                })
                .orElse(otherwise);
    }
}
