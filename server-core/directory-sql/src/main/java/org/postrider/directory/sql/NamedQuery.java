package org.postrider.directory.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A query with parameters by name, `:address`. Values never become part of its text. Immutable.
final class NamedQuery {
    // What stands in quotes is text, and behind :: a type.
    private static final Pattern PART = Pattern.compile("'[^']*'|\"[^\"]*\"|::|:([a-z]+)");

    private final String sql;
    private final List<String> names;

    private NamedQuery(String sql, List<String> names) {
        this.sql = sql;
        this.names = List.copyOf(names);
    }

    /// @throws IllegalArgumentException where it names another parameter than `allowed`, or none
    static NamedQuery of(String text, String... allowed) {
        List<String> names = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name == null) {
                matcher.appendReplacement(sql, Matcher.quoteReplacement(matcher.group()));
                continue;
            }
            if (!List.of(allowed).contains(name)) {
                throw new IllegalArgumentException(
                        "a query has the parameter :" + name + "; there are :" + String.join(", :", allowed));
            }
            names.add(name);
            matcher.appendReplacement(sql, "?");
        }
        matcher.appendTail(sql);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a query has none of the parameters :" + String.join(", :", allowed));
        }
        return new NamedQuery(sql.toString(), names);
    }

    /// @param values one for each name that may be there
    PreparedStatement prepare(Connection connection, Map<String, String> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < names.size(); i++) {
                statement.setString(i + 1, values.get(names.get(i)));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
