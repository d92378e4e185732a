package org.postrider.directory.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections to the database, which need not be there when the server starts. Every wait has an end. Thread-safe.
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    // Beside it, so that tables of others in the same schema do not matter.
    private static final String HISTORY_TABLE = "postrider_schema";

    private final String shownUrl;
    private final HikariDataSource pool;
    private final int timeLimitSeconds;
    private final ReentrantLock migrating = new ReentrantLock();
    private volatile boolean ready;

    /// @param ownTable whether there is one to make
    Database(SqlConfig config, boolean ownTable) {
        // What stands behind it may be a password.
        this.shownUrl = config.url().replaceFirst("\\?.*", "");
        this.ready = !ownTable;
        Duration limit = config.timeLimit();
        this.timeLimitSeconds = (int) Math.max(1, limit.toSeconds());
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("directory-sql");
        hikari.setJdbcUrl(config.url());
        config.user().ifPresent(hikari::setUsername);
        config.password().ifPresent(password -> hikari.setPassword(password.value()));
        hikari.setMaximumPoolSize(config.connections());
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(limit.toMillis());
        hikari.setValidationTimeout(Math.max(250, limit.toMillis() / 2));
        // Mail for other domains goes on while this database is down, from the start on.
        hikari.setInitializationFailTimeout(-1);
        hikari.addDataSourceProperty("connectTimeout", String.valueOf(timeLimitSeconds));
        // A peer that says nothing at all any more; a query that takes too long is cancelled before.
        hikari.addDataSourceProperty("socketTimeout", String.valueOf(2 * timeLimitSeconds + 1));
        hikari.addDataSourceProperty("ApplicationName", "postrider");
        this.pool = new HikariDataSource(hikari);
    }

    /// Does something in one transaction.
    ///
    /// @throws DirectoryUnavailableException where the database does not answer, or refuses
    <T> T ask(Work<T> work) {
        try {
            makeReady();
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    T result = work.on(connection);
                    connection.commit();
                    return result;
                } catch (SQLException | RuntimeException e) {
                    rollBack(connection, e);
                    throw e;
                }
            }
        } catch (SQLException | FlywayException e) {
            throw new DirectoryUnavailableException("the database " + shownUrl + ": " + e.getMessage(), e);
        }
    }

    /// Gives a statement its time limit.
    <S extends Statement> S limited(S statement) throws SQLException {
        statement.setQueryTimeout(timeLimitSeconds);
        return statement;
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void makeReady() throws SQLException {
        if (ready) {
            return;
        }
        migrating.lock();
        try {
            if (!ready) {
                // Tells at once, and in a sentence, where nobody answers.
                pool.getConnection().close();
                int made = Flyway.configure(Database.class.getClassLoader())
                        .loggers("slf4j")
                        .dataSource(pool)
                        .table(HISTORY_TABLE)
                        .locations("classpath:org/postrider/directory/sql/migration")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load()
                        .migrate()
                        .migrationsExecuted;
                LOG.info("The tables of {} are ready; {} changes were made", shownUrl, made);
                ready = true;
            }
        } finally {
            migrating.unlock();
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /// What is done in a transaction.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
