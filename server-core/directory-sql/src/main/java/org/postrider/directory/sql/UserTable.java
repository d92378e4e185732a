package org.postrider.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory.Change;
import org.postrider.api.mail.MailAddress;

/// Changes the table `postrider_user`. Thread-safe.
final class UserTable {
    static final String FIND = "SELECT * FROM postrider_user WHERE address = :address";
    static final String LIST = "SELECT * FROM postrider_user WHERE domain = :domain ORDER BY address";

    private static final String LOCK =
            "SELECT * FROM postrider_user WHERE address = ANY (?) ORDER BY address FOR UPDATE";
    // Its parameters are in the order of those of UPDATE.
    private static final String INSERT =
            "INSERT INTO postrider_user (domain, written, enabled, password, scram_sha1, scram_sha256, quota_octets,"
                    + " quota_messages, quota_mailboxes, forward, keep_copy, administers, groups, address)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE postrider_user SET domain = ?, written = ?, enabled = ?, password = ?, scram_sha1 = ?,"
                    + " scram_sha256 = ?, quota_octets = ?, quota_messages = ?, quota_mailboxes = ?, forward = ?,"
                    + " keep_copy = ?, administers = ?, groups = ? WHERE address = ?";
    private static final String DELETE = "DELETE FROM postrider_user WHERE address = ?";
    private static final int AT_ONCE = 500;

    private final Database database;

    UserTable(Database database) {
        this.database = database;
    }

    // In the order of addresses, so that two who change the same ones never wait for each other.
    void change(List<MailAddress> addresses, Change change) {
        List<MailAddress> sorted = addresses.stream()
                .sorted((one, other) -> key(one).compareTo(key(other)))
                .toList();
        for (int from = 0; from < sorted.size(); from += AT_ONCE) {
            List<MailAddress> some = sorted.subList(from, Math.min(from + AT_ONCE, sorted.size()));
            database.ask(connection -> {
                change(connection, some, change);
                return some;
            });
        }
    }

    private void change(Connection connection, List<MailAddress> addresses, Change change) throws SQLException {
        Map<String, User> known = locked(connection, addresses);
        for (MailAddress address : addresses) {
            Optional<User> before = Optional.ofNullable(known.get(key(address)));
            while (!put(connection, address, before, change.apply(address, before))) {
                // Somebody made it at this very moment, and has committed: now it is seen.
                before =
                        Optional.ofNullable(locked(connection, List.of(address)).get(key(address)));
            }
        }
    }

    private Map<String, User> locked(Connection connection, List<MailAddress> addresses) throws SQLException {
        Map<String, User> users = new HashMap<>();
        try (PreparedStatement statement = database.limited(connection.prepareStatement(LOCK))) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", addresses.stream().map(UserTable::key).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                UserRow row = new UserRow(rows);
                while (rows.next()) {
                    MailAddress address = row.address();
                    users.put(key(address), row.user(address));
                }
            }
        }
        return users;
    }

    /// @return false where a new one is there meanwhile
    private boolean put(Connection connection, MailAddress address, Optional<User> before, Optional<User> after)
            throws SQLException {
        if (after.equals(before)) {
            return true;
        }
        if (after.isEmpty()) {
            try (PreparedStatement statement = database.limited(connection.prepareStatement(DELETE))) {
                statement.setString(1, key(address));
                statement.executeUpdate();
                return true;
            }
        }
        String sql = before.isPresent() ? UPDATE : INSERT;
        try (PreparedStatement statement = database.limited(connection.prepareStatement(sql))) {
            set(statement, after.get());
            return statement.executeUpdate() == 1;
        }
    }

    private static void set(PreparedStatement statement, User user) throws SQLException {
        Optional<StoredPassword> password = user.password();
        statement.setString(1, user.address().domain().toString().toLowerCase(Locale.ROOT));
        statement.setString(2, user.address().toString());
        statement.setBoolean(3, user.account().enabled());
        setText(statement, 4, password.map(StoredPassword::hash));
        setText(statement, 5, password.flatMap(StoredPassword::scramSha1));
        setText(statement, 6, password.flatMap(StoredPassword::scramSha256));
        setNumber(statement, 7, user.limits().storage().map(ByteSize::octets));
        setNumber(statement, 8, user.limits().messages());
        setNumber(statement, 9, user.limits().mailboxes());
        String forward =
                user.forwarding().to().stream().map(MailAddress::toString).collect(Collectors.joining(","));
        setText(statement, 10, Optional.of(forward).filter(text -> !text.isEmpty()));
        statement.setBoolean(11, user.forwarding().keepCopy());
        statement.setString(12, user.administers().name().toLowerCase(Locale.ROOT));
        setText(statement, 13, Optional.of(String.join(",", user.groups())).filter(text -> !text.isEmpty()));
        statement.setString(14, key(user.address()));
    }

    private static void setText(PreparedStatement statement, int at, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(at, text.get());
        } else {
            statement.setNull(at, Types.VARCHAR);
        }
    }

    private static void setNumber(PreparedStatement statement, int at, Optional<Long> number) throws SQLException {
        if (number.isPresent()) {
            statement.setLong(at, number.get());
        } else {
            statement.setNull(at, Types.BIGINT);
        }
    }

    private static String key(MailAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}
