package org.postrider.directory.sql;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamedQueryTest {
    @Test
    void aParameterThatThereIsNotIsRefusedWithTheNamesOfThoseThatThereAre() {
        assertThatThrownBy(() -> NamedQuery.of("SELECT 1 WHERE x = :user", "address", "domain"))
                .hasMessage("a query has the parameter :user; there are :address, :domain");
        assertThatThrownBy(() -> NamedQuery.of("SELECT 1 WHERE x = '%u'", "address"))
                .hasMessageContaining("none of the parameters :address");
    }

    @Test
    void textInQuotesAndTypesAreNoParameters() {
        assertThatCode(() -> NamedQuery.of("SELECT ':x' AS \":y\", now()::text WHERE a = :address", "address"))
                .doesNotThrowAnyException();
    }
}
