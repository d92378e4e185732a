package org.postrider.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.About;
import org.postrider.api.plugin.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users in a PostgreSQL database: in a table of its own, or where queries of the administrator find them.
@About("Users in a PostgreSQL database: in a table that it makes, or in those of another mail server.")
public final class SqlDirectory implements UserDirectory, Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SqlDirectory.class);
    private static final int FETCHED_ROWS = 1000;

    private final Database database;
    private final NamedQuery find;
    private final Optional<NamedQuery> list;
    private final Optional<NamedQuery> keepPassword;
    private final Optional<UserTable> table;

    public SqlDirectory(SqlConfig config) {
        boolean ownTable = config.findQuery().isEmpty();
        this.database = new Database(config, ownTable);
        this.table = ownTable ? Optional.of(new UserTable(database)) : Optional.empty();
        this.find = NamedQuery.of(config.findQuery().orElse(UserTable.FIND), "address", "local", "domain");
        this.list = (ownTable ? Optional.of(UserTable.LIST) : config.listQuery())
                .map(text -> NamedQuery.of(text, "domain"));
        this.keepPassword = config.passwordQuery()
                .map(text -> NamedQuery.of(text, "address", "local", "domain", "password", "before"));
    }

    @Override
    public Optional<User> find(MailAddress address) {
        return database.ask(connection -> {
            try (PreparedStatement statement = database.limited(find.prepare(connection, values(address)));
                    ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                User user = new UserRow(rows).user(address);
                if (rows.next()) {
                    throw new DirectoryUnavailableException("more than one row is found for " + address);
                }
                return Optional.of(user);
            }
        });
    }

    @Override
    public void each(Domain domain, Consumer<User> action) {
        database.ask(connection -> {
            if (list.isPresent()) {
                each(connection, list.get(), domain, action);
            }
            return domain;
        });
    }

    private void each(Connection connection, NamedQuery query, Domain domain, Consumer<User> action)
            throws SQLException {
        String name = domain.toString().toLowerCase(Locale.ROOT);
        try (PreparedStatement statement = database.limited(query.prepare(connection, Map.of("domain", name)))) {
            // Inside a transaction the driver reads them piece by piece.
            statement.setFetchSize(FETCHED_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                UserRow row = new UserRow(rows);
                while (rows.next()) {
                    MailAddress address;
                    try {
                        address = row.address();
                    } catch (AddressSyntaxException e) {
                        LOG.warn("A row of {} is passed over, its address is none: {}", domain, e.getMessage());
                        continue;
                    }
                    action.accept(row.user(address));
                }
            }
        }
    }

    @Override
    public boolean isChangeable() {
        return table.isPresent();
    }

    @Override
    public void change(List<MailAddress> addresses, Change change) {
        table.orElseThrow(() -> new UnsupportedOperationException("tables of another server are not changed here"))
                .change(addresses, change);
    }

    @Override
    public boolean keepsPasswords() {
        return isChangeable() || keepPassword.isPresent();
    }

    @Override
    public boolean replacePassword(MailAddress address, StoredPassword before, StoredPassword after) {
        if (keepPassword.isEmpty()) {
            return UserDirectory.super.replacePassword(address, before, after);
        }
        Map<String, String> values = values(address);
        values.put("password", after.hash());
        values.put("before", before.hash());
        return database.ask(connection -> {
            try (PreparedStatement statement =
                    database.limited(keepPassword.get().prepare(connection, values))) {
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        database.close();
    }

    /// In lower case, as addresses are the same in any.
    private static Map<String, String> values(MailAddress address) {
        Map<String, String> values = new HashMap<>();
        values.put("address", address.toString().toLowerCase(Locale.ROOT));
        values.put("local", address.localPart().toLowerCase(Locale.ROOT));
        values.put("domain", address.domain().toString().toLowerCase(Locale.ROOT));
        return values;
    }
}
