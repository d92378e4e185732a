package org.postrider.imap.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.imap.structure.Addresses.Address;

class AddressesTest {
    private static final Address END_OF_GROUP = new Address(null, null, null);

    @Test
    void readsNamesCommentsAndRoutes() {
        assertThat(Addresses.parse(
                        "\"Duck, D.\" <d@example.org>, bob@example.org (Bob), <@relay.example:c@example.org>"))
                .isEqualTo(List.of(
                        new Address("Duck, D.", "d", "example.org"),
                        new Address("Bob", "bob", "example.org"),
                        new Address(null, "c", "example.org")));
    }

    @Test
    void marksStartAndEndOfGroups() {
        assertThat(Addresses.parse("Team: a@x.example, b@x.example;, c@x.example"))
                .isEqualTo(List.of(
                        new Address(null, "Team", null),
                        new Address(null, "a", "x.example"),
                        new Address(null, "b", "x.example"),
                        END_OF_GROUP,
                        new Address(null, "c", "x.example")));
        assertThat(Addresses.parse("undisclosed-recipients:;"))
                .isEqualTo(List.of(new Address(null, "undisclosed-recipients", null), END_OF_GROUP));
    }

    @Test
    void endsAGroupThatTheMessageDoesNotEnd() {
        assertThat(Addresses.parse("Team: a@x.example"))
                .isEqualTo(List.of(new Address(null, "Team", null), new Address(null, "a", "x.example"), END_OF_GROUP));
    }

    @Test
    void takesNoSemicolonOutsideOfGroupsForAnEnd() {
        assertThat(Addresses.parse("a@x.example; b@x.example"))
                .isEqualTo(List.of(new Address(null, "a", "x.example"), new Address(null, "b", "x.example")));
    }

    @Test
    void showsWhatIsNoAddressWithAnEmptyHost() {
        assertThat(Addresses.parse("bob")).isEqualTo(List.of(new Address(null, "bob", "")));
        assertThat(Addresses.parse(" , ,")).isEmpty();
    }

    @Test
    void keepsQuotedLocalPartsAndDomainLiterals() {
        assertThat(Addresses.parse("\"a b\"@x.example, bob@[IPv6:::1]"))
                .isEqualTo(List.of(new Address(null, "a b", "x.example"), new Address(null, "bob", "[IPv6:::1]")));
    }
}
